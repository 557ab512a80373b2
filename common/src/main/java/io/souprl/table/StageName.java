package io.souprl.table;

import java.util.Locale;

/** The stages that a run's manifest knows. */
public enum StageName {
  WARMUP,
  ROLLOUT,
  SCORING,
  TRAINING,
  EVALUATION;

  /** The stage of this spelling in tables. */
  public static StageName of(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }

  /** The spelling in tables. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
