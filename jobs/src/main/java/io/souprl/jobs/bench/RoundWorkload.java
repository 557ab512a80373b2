package io.souprl.jobs.bench;

import java.util.Locale;

/** The policy with which rounds are measured. */
public enum RoundWorkload {
  /** 1 million parameters. */
  SMALL(PolicyShape.SMALL),
  /** 10 million. */
  MEDIUM(PolicyShape.TEN_MILLION),
  /** 101 million. */
  LARGE(PolicyShape.HUNDRED_MILLION);

  private final PolicyShape shape;

  RoundWorkload(PolicyShape shape) {
    this.shape = shape;
  }

  PolicyShape shape() {
    return shape;
  }

  /** The spelling on the command line. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
