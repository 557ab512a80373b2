package io.souprl.soup;

import java.util.Locale;

/**
 * What one bound of the {@link DriftGate} says of a batch.
 *
 * @param scope the tokens
 * @param quantity what is bounded
 * @param value its value over these tokens
 * @param side on which side of the bound the value may be
 * @param bound the bound
 * @param key the configuration key of the bound
 */
public record DriftVerdict(
    DriftScope scope, String quantity, double value, Side side, double bound, String key) {

  /** A side of a bound, the bound itself included. */
  public enum Side {
    AT_LEAST,
    AT_MOST
  }

  /** Whether the value is within the bound; NaN is not. */
  public boolean passes() {
    return side == Side.AT_LEAST ? value >= bound : value <= bound;
  }

  /** A sentence on a value that is not within its bound: zone, value, bound and key. */
  public String message() {
    String beyond = side == Side.AT_LEAST ? "below" : "above";
    return String.format(
        Locale.ROOT,
        "%s has drifted: %s is %.4g, %s its bound of %s (%s).",
        scope.title(),
        quantity,
        value,
        Double.isNaN(value) ? "not within" : beyond,
        bound,
        key);
  }
}
