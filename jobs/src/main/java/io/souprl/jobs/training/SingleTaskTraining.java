package io.souprl.jobs.training;

import io.souprl.checkpoint.ModelConfig;
import io.souprl.jobs.fault.FailPoints;
import io.souprl.jobs.run.CheckpointFiles;
import io.souprl.jobs.run.DevicePlacement;
import io.souprl.jobs.run.Progress;
import io.souprl.model.OptimizerState;
import io.souprl.model.ParameterLayout;
import io.souprl.training.LocalTrainer;
import io.souprl.training.StepPlan;
import io.souprl.training.StepResult;
import io.souprl.training.TrainingExample;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.util.LongAccumulator;

/** All steps of a stage in one task: no job a step, for models and batches that one task can do. */
record SingleTaskTraining(
    TrainingPlan plan, String temporary, LongAccumulator done, LongAccumulator tokens)
    implements FlatMapFunction<Iterator<TrainingExample>, SingleTaskTraining.Result> {

  /**
   * @param state weights and both moments
   * @param globalStep optimiser steps over the run
   */
  record Result(StateFile state, long globalStep, List<StepResult> steps) implements Serializable {}

  static TrainedPolicy train(
      String temporary, TrainingPlan plan, JavaRDD<TrainingExample> examples, Progress progress) {
    Result result =
        examples
            .coalesce(1)
            .mapPartitions(
                new SingleTaskTraining(plan, temporary, progress.done(), progress.tokens()))
            .first();
    List<float[][]> state =
        result
            .state()
            .read(3, ParameterLayout.of(ModelConfig.read(CheckpointFiles.local(plan.source()))));
    return new TrainedPolicy(
        state.get(0), state.get(1), state.get(2), result.globalStep(), result.steps());
  }

  @Override
  public Iterator<Result> call(Iterator<TrainingExample> input) {
    Map<Integer, List<TrainingExample>> steps = new HashMap<>();
    input.forEachRemaining(
        example -> steps.computeIfAbsent(example.step(), step -> new ArrayList<>()).add(example));
    TrainingStart start = TrainingStart.of(plan);
    List<StepResult> results = new ArrayList<>();
    try (LocalTrainer trainer =
        new LocalTrainer(
            start.weights(), start.optimizer(), plan.settings(), DevicePlacement.ofTask())) {
      for (StepPlan step : plan.steps()) {
        List<TrainingExample> rows = steps.get(step.step());
        rows.sort(TrainingExample.ORDER);
        StepResult result = trainer.step(step, rows);
        results.add(result);
        done.add(1);
        tokens.add(result.statistics().tokens());
        if (results.size() == (plan.steps().size() + 1) / 2) {
          FailPoints.reach(plan.stage().text() + ".mid");
        }
        if (StepResult.stopped(results)) {
          break;
        }
      }
    }
    OptimizerState optimizer = start.optimizer();
    StateFile state =
        StateFile.write(
            temporary,
            List.of(start.weights().values(), optimizer.firstMoments(), optimizer.secondMoments()));
    return List.of(new Result(state, optimizer.step() + results.size(), results)).iterator();
  }
}
