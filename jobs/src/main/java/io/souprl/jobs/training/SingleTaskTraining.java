package io.souprl.jobs.training;

import io.souprl.jobs.fault.FailPoints;
import io.souprl.jobs.run.DevicePlacement;
import io.souprl.jobs.run.Progress;
import io.souprl.training.LocalTrainer;
import io.souprl.training.StepPlan;
import io.souprl.training.StepResult;
import io.souprl.training.TrainingExample;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.util.LongAccumulator;

/** All steps of a stage in one task: no job a step, for models and batches that one task can do. */
record SingleTaskTraining(TrainingPlan plan, LongAccumulator done, LongAccumulator tokens)
    implements FlatMapFunction<Iterator<TrainingExample>, TrainedPolicy> {

  static TrainedPolicy train(
      TrainingPlan plan, JavaRDD<TrainingExample> examples, Progress progress) {
    return examples
        .coalesce(1)
        .mapPartitions(new SingleTaskTraining(plan, progress.done(), progress.tokens()))
        .collect()
        .get(0);
  }

  @Override
  public Iterator<TrainedPolicy> call(Iterator<TrainingExample> input) {
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
    return List.of(
            new TrainedPolicy(
                start.weights().values(),
                start.optimizer().firstMoments(),
                start.optimizer().secondMoments(),
                start.optimizer().step() + results.size(),
                results))
        .iterator();
  }
}
