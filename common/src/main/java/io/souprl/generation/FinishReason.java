package io.souprl.generation;

import java.util.Locale;

/** Why a response ended. */
public enum FinishReason {
  /** The policy sampled an end-of-sequence token, which is part of the response. */
  STOP,
  /** The response reached its token limit. */
  LENGTH,
  /** No usable response; the row's error column says why. */
  ERROR;

  /** The spelling in tables and JSON: lower case. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
