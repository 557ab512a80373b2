package io.souprl.verify;

import java.util.List;
import java.util.function.Function;

/**
 * A verifier that may be asked for by name.
 *
 * @param summary what it does, one sentence
 * @param example a specification
 * @param create makes it from its options
 */
record VerifierKind(
    String name,
    String summary,
    List<VerifierOption> options,
    String example,
    Function<OptionValues, Verifier> create) {
  VerifierKind {
    options = List.copyOf(options);
  }
}
