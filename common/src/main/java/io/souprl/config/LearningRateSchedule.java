package io.souprl.config;

/** The course of the learning rate after its warm-up. */
public enum LearningRateSchedule {
  /** Stays. */
  CONSTANT,
  /** Falls along half a cosine to a fraction of its peak. */
  COSINE
}
