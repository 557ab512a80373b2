package io.souprl.table;

import java.util.Locale;

/** The stages that a run's manifest knows. */
public enum StageName {
  WARMUP,
  ROLLOUT,
  SCORING,
  TRAINING,
  EVALUATION;

  /** The spelling in tables. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
