package io.souprl.jobs.training;

import io.souprl.checkpoint.ModelConfig;
import io.souprl.jobs.fault.FailPoints;
import io.souprl.jobs.run.CheckpointFiles;
import io.souprl.jobs.run.DevicePlacement;
import io.souprl.model.ParameterLayout;
import io.souprl.model.PolicyWeights;
import io.souprl.optim.GradientNorm;
import io.souprl.training.StepGradient;
import io.souprl.training.StepPlan;
import io.souprl.training.StepStatistics;
import io.souprl.training.TrainingExample;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.broadcast.Broadcast;
import scala.Tuple2;

/** One partition's gradient of one step, in chunks. */
record GradientTask(
    TrainingPlan plan, StepPlan step, List<Chunk> chunks, List<Broadcast<FloatBlock>> weights)
    implements Function2<
        Integer, Iterator<TrainingExample>, Iterator<Tuple2<Integer, GradientPart>>> {

  @Override
  public Iterator<Tuple2<Integer, GradientPart>> call(
      Integer partition, Iterator<TrainingExample> input) {
    List<TrainingExample> rows = new ArrayList<>();
    input.forEachRemaining(
        example -> {
          if (example.step() == step.step()) {
            rows.add(example);
          }
        });
    rows.sort(TrainingExample.ORDER);
    FailPoints.reach(plan.stage().text() + ".gradient");
    ModelConfig config = ModelConfig.read(CheckpointFiles.local(plan.source()));
    ParameterLayout layout = ParameterLayout.of(config);
    float[][] sums = layout.zeros();
    StepStatistics statistics = StepStatistics.NONE;
    if (!rows.isEmpty()) {
      float[][] values = Chunk.joined(chunks, layout, chunk -> weights.get(chunk).value().values());
      try (StepGradient gradient =
          new StepGradient(
              new PolicyWeights(config, layout, values),
              plan.settings(),
              DevicePlacement.ofTask())) {
        statistics = gradient.add(rows, step, sums);
        statistics = gradient.explained(statistics, GradientNorm.of(sums), rows, step);
      }
    }
    StepStatistics all = statistics;
    return chunks.stream()
        .map(
            chunk ->
                new Tuple2<>(
                    chunk.index(),
                    new GradientPart(
                        partition,
                        chunk.view(sums),
                        chunk.index() == 0 ? all : StepStatistics.NONE)))
        .iterator();
  }
}
