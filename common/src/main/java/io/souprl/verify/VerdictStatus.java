package io.souprl.verify;

import java.util.Locale;

/**
 * What became of scoring one completion. The first three carry a reward; the others are errors of
 * the data or the system and never count as a reward of 0.
 */
public enum VerdictStatus {
  /** The answer was read and is right. */
  CORRECT,
  /** The answer was read and is wrong. */
  INCORRECT,
  /** The completion has no answer of the form that the verifier reads. */
  UNPARSEABLE,
  /** The gold answer cannot be read, so nothing can be said about the completion. */
  GOLD_UNPARSEABLE,
  /** Scoring did not end in its time. */
  TIMEOUT,
  /** Scoring failed, or there was no completion to score. */
  ERROR;

  /** Whether a verdict of this status carries a reward. */
  public boolean hasReward() {
    return this == CORRECT || this == INCORRECT || this == UNPARSEABLE;
  }

  /** The value of the {@code status} column: the name in lower case. */
  public String tableName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The status with this {@link #tableName()}.
   *
   * @throws IllegalArgumentException when there is none
   */
  public static VerdictStatus ofTableName(String tableName) {
    for (VerdictStatus status : values()) {
      if (status.tableName().equals(tableName)) {
        return status;
      }
    }
    throw new IllegalArgumentException("Cannot read verdict status: " + tableName);
  }
}
