package io.souprl.training;

import ai.djl.ndarray.NDManager;
import io.souprl.model.Decoder;
import io.souprl.model.PolicyWeights;
import io.souprl.model.Torch;
import io.souprl.optim.GradientNorm;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** Gradients of optimiser steps, or of one partition's share of them. */
public final class StepGradient implements AutoCloseable {
  private final TrainerSettings settings;
  private final NDManager manager;
  private final Decoder decoder;
  private final GradientComputer computer;

  /** Copies the weights to the device. */
  public StepGradient(PolicyWeights weights, TrainerSettings settings) {
    this.settings = settings;
    this.manager = Torch.newManager();
    this.decoder = Decoder.of(manager, weights);
    this.computer =
        new GradientComputer(
            decoder, settings.temperature(), settings.threads(), settings.tokensPerMicroBatch());
  }

  /** The policy that gradients are taken at. */
  public Decoder decoder() {
    return decoder;
  }

  /** Takes new weights, one array a parameter. */
  public void load(float[][] weights) {
    decoder.load(weights);
  }

  /**
   * Adds the gradient of these rows to {@code sums} and returns their statistics. When these name a
   * row at fault, the gradient is of no use.
   */
  public StepStatistics add(List<TrainingExample> rows, StepPlan plan, float[][] sums) {
    StepStatistics statistics = sum(rows, plan, sums);
    return statistics.faults().isEmpty() && !finite(sums)
        ? statistics.plus(StepStatistics.of(faults(rows, plan, sums)))
        : statistics;
  }

  /** Which rows have a gradient that is not finite, alone; all of them when only their sum has. */
  private List<RowFault> faults(List<TrainingExample> rows, StepPlan plan, float[][] sums) {
    float[][] alone = Arrays.stream(sums).map(s -> new float[s.length]).toArray(float[][]::new);
    List<TrainingExample> found = new ArrayList<>();
    for (TrainingExample row : rows) {
      for (float[] values : alone) {
        Arrays.fill(values, 0);
      }
      sum(List.of(row), plan, alone);
      if (!finite(alone)) {
        found.add(row);
      }
    }
    return (found.isEmpty() ? rows : found)
        .stream().map(row -> RowFault.of(row, RowFault.Quantity.GRADIENT)).toList();
  }

  private static boolean finite(float[][] gradient) {
    return GradientNorm.ofChunks(
            Arrays.stream(gradient).mapToDouble(GradientNorm::sumOfSquares).toArray())
        .isFinite();
  }

  private StepStatistics sum(List<TrainingExample> rows, StepPlan plan, float[][] sums) {
    return computer
        .add(
            rows.stream().map(TrainingExample::sequence).toList(),
            settings.objective().on(rows, plan),
            sums)
        .stream()
        .filter(Objects::nonNull)
        .reduce(StepStatistics.NONE, StepStatistics::plus);
  }

  @Override
  public void close() {
    computer.close();
    manager.close();
  }
}
