package io.souprl.config;

import java.util.stream.IntStream;

/** The divisors of a number that are nearest to another one. */
final class Divisors {
  private Divisors() {}

  /** The largest divisor of the number that is at most the limit. */
  static int below(int number, int limit) {
    return of(number).filter(divisor -> divisor <= limit).max().orElse(1);
  }

  /** The smallest divisor of the number that is at least the limit. */
  static int above(int number, int limit) {
    return of(number).filter(divisor -> divisor >= limit).min().orElse(number);
  }

  private static IntStream of(int number) {
    return IntStream.rangeClosed(1, (int) Math.sqrt(number))
        .filter(divisor -> number % divisor == 0)
        .flatMap(divisor -> IntStream.of(divisor, number / divisor));
  }
}
