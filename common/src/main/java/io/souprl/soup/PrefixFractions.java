package io.souprl.soup;

import java.io.Serializable;

/**
 * Bounds of the uniform law of the prefix length, as parts of a response.
 *
 * @param min lower end, from 0
 * @param max upper end, up to 1
 */
public record PrefixFractions(double min, double max) implements Serializable {
  public PrefixFractions {
    if (!(0 <= min && min <= max && max <= 1)) {
      throw new IllegalArgumentException(
          "Cannot sample prefixes: 0 <= " + min + " <= " + max + " <= 1 is false");
    }
  }
}
