package io.souprl.verify.math;

import io.souprl.random.CounterRandom;

/**
 * One assignment of numbers to names, the same on every machine.
 *
 * @param index of the probe; the first ones are positive, the others have both signs
 */
record Probe(int index) {
  /** Probes with positive numbers. */
  static final int POSITIVE = 3;

  /** All probes. */
  static final int ALL = 5;

  /**
   * The value of a name, a real number from 0.3 to 2.7 or its negative: behind the positive probes
   * every name is negative once.
   */
  double value(String name) {
    CounterRandom random = CounterRandom.of("math-probe", 0, name, index);
    double size = 0.3 + 2.4 * random.uniform(0);
    boolean first = CounterRandom.of("math-sign", 0, name).uniform(0) < 0.5;
    return index >= POSITIVE && first == (index == POSITIVE) ? -size : size;
  }

  /** A coefficient that stands for an unknown function, from 0.5 to 1.5. */
  double coefficient(String function, int argument) {
    return 0.5 + CounterRandom.of("math-function", 0, function, argument).uniform(0);
  }
}
