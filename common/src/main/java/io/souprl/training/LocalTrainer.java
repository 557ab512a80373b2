package io.souprl.training;

import ai.djl.Device;
import io.souprl.model.OptimizerState;
import io.souprl.model.Parameter;
import io.souprl.model.PolicyWeights;
import io.souprl.optim.ElementRange;
import io.souprl.optim.GradientNorm;
import io.souprl.optim.OptimizerStep;
import java.util.Arrays;
import java.util.List;

/** Takes optimiser steps in one process: gradient, clipping by global norm, AdamW. */
public final class LocalTrainer implements AutoCloseable {
  private final TrainerSettings settings;
  private final PolicyWeights weights;
  private final OptimizerState state;
  private final float[][] gradient;
  private final StepGradient gradients;

  /**
   * Starts from these weights and moments, which every step changes in place.
   *
   * @param device that gradients are computed on
   */
  public LocalTrainer(
      PolicyWeights weights, OptimizerState state, TrainerSettings settings, Device device) {
    this.settings = settings;
    this.weights = weights;
    this.state = state;
    this.gradient = weights.layout().zeros();
    this.gradients = new StepGradient(weights, settings, device);
  }

  /** The gradient computer, whose policy has the newest weights. */
  public StepGradient gradients() {
    return gradients;
  }

  /**
   * Takes one step, or skips it when a value is not finite: weights and moments stay as they are.
   */
  public StepResult step(StepPlan plan, List<TrainingExample> rows) {
    long start = System.nanoTime();
    for (float[] values : gradient) {
      Arrays.fill(values, 0);
    }
    StepStatistics sums = gradients.add(rows, plan, gradient);
    GradientNorm norm = GradientNorm.of(gradient);
    StepStatistics statistics = gradients.explained(sums, norm, rows, plan);
    if (statistics.sound(norm)) {
      update(plan, norm);
    }
    return new StepResult(plan, statistics, norm.value(), (System.nanoTime() - start) / 1e9);
  }

  private void update(StepPlan plan, GradientNorm norm) {
    OptimizerStep step =
        new OptimizerStep(
            plan.number(), plan.learningRate(), norm.scale(settings.maxGradientNorm()));
    for (int i = 0; i < gradient.length; i++) {
      settings
          .optimizer()
          .update(
              weights.values()[i],
              state.firstMoments()[i],
              state.secondMoments()[i],
              gradient[i],
              decayed(weights.layout().parameters().get(i)),
              step);
    }
    gradients.load(weights.values());
  }

  private static List<ElementRange> decayed(Parameter parameter) {
    return parameter.decayed() ? List.of(new ElementRange(0, parameter.size())) : List.of();
  }

  @Override
  public void close() {
    gradients.close();
  }
}
