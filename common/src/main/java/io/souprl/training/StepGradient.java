package io.souprl.training;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.souprl.model.Decoder;
import io.souprl.model.ParameterLayout;
import io.souprl.model.PolicyWeights;
import io.souprl.model.Torch;
import io.souprl.optim.GradientNorm;
import java.util.List;
import java.util.Objects;

/** Gradients of optimiser steps, or of one partition's share of them. */
public final class StepGradient implements AutoCloseable {
  private final TrainerSettings settings;
  private final ParameterLayout layout;
  private final NDManager manager;
  private final Decoder decoder;
  private final GradientComputer computer;

  /** Copies the weights to the device. */
  public StepGradient(PolicyWeights weights, TrainerSettings settings, Device device) {
    this.settings = settings;
    this.layout = weights.layout();
    this.manager = Torch.newManager(device);
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
    return computer
        .add(
            rows.stream().map(TrainingExample::sequence).toList(),
            settings.objective().on(rows, plan),
            sums)
        .stream()
        .filter(Objects::nonNull)
        .reduce(StepStatistics.NONE, StepStatistics::plus);
  }

  /**
   * The statistics of these rows with those of them that alone have a gradient that is not finite.
   * They are looked for one by one, and only when nothing else is at fault.
   *
   * @param norm of the rows' gradient
   */
  public StepStatistics explained(
      StepStatistics statistics, GradientNorm norm, List<TrainingExample> rows, StepPlan plan) {
    return norm.isFinite() || !statistics.faults().isEmpty()
        ? statistics
        : statistics.plus(
            StepStatistics.of(
                rows.stream()
                    .filter(row -> overflows(row, plan))
                    .map(row -> RowFault.of(row, RowFault.Quantity.GRADIENT))
                    .toList()));
  }

  private boolean overflows(TrainingExample row, StepPlan plan) {
    float[][] alone = layout.zeros();
    add(List.of(row), plan, alone);
    return !GradientNorm.of(alone).isFinite();
  }

  @Override
  public void close() {
    computer.close();
    manager.close();
  }
}
