package io.souprl.verify;

import java.util.List;

/**
 * An option of a verifier.
 *
 * @param defaultValue as it would be written; empty: none
 * @param values that it may have; empty: see {@code doc}
 */
record VerifierOption(String name, String defaultValue, List<String> values, String doc) {
  VerifierOption {
    values = List.copyOf(values);
  }

  /** An option with a fixed set of values, the first of which is the default. */
  static VerifierOption choice(String name, String doc, String... values) {
    return new VerifierOption(name, values[0], List.of(values), doc);
  }

  /** An option with any value. */
  static VerifierOption value(String name, String defaultValue, String doc) {
    return new VerifierOption(name, defaultValue, List.of(), doc);
  }
}
