package io.souprl.jobs.training;

import io.souprl.config.OptimizerConfig;
import io.souprl.optim.AdamW;
import io.souprl.optim.LearningRateSchedule;

/** Optimiser and schedule of a configuration section. */
public final class Optimizers {
  private Optimizers() {}

  public static AdamW adamW(OptimizerConfig config) {
    return new AdamW(config.beta1(), config.beta2(), config.epsilon(), config.weightDecay());
  }

  public static LearningRateSchedule schedule(OptimizerConfig config) {
    return new LearningRateSchedule(
        config.schedule(),
        config.learningRate(),
        config.warmupSteps(),
        config.totalSteps(),
        config.minLearningRateFraction());
  }
}
