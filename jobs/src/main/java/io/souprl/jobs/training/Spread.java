package io.souprl.jobs.training;

import java.io.Serializable;

/** Number, sum, least and greatest of some values. */
record Spread(long count, double sum, double min, double max) implements Serializable {
  static final Spread NONE = new Spread(0, 0, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);

  Spread plus(double value) {
    return plus(new Spread(1, value, value, value));
  }

  Spread plus(Spread other) {
    return new Spread(
        count + other.count, sum + other.sum, Math.min(min, other.min), Math.max(max, other.max));
  }

  double mean() {
    return sum / count;
  }
}
