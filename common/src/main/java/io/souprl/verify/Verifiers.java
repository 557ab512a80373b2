package io.souprl.verify;

import io.souprl.error.InputErrors;
import java.util.Comparator;
import java.util.List;

/** The verifiers that a prompts table may name. */
public final class Verifiers {
  private static final List<Verifier> ALL =
      List.of(
          new CountdownVerifier(), new CountdownExpressionVerifier(), new FinalNumberVerifier());

  private Verifiers() {}

  /** All names, in alphabetical order. */
  public static List<String> names() {
    return ALL.stream().map(Verifier::name).sorted().toList();
  }

  /**
   * The verifier of this name.
   *
   * @throws io.souprl.error.InputException when there is none; the message names the nearest one
   */
  public static Verifier named(String name) {
    return ALL.stream()
        .filter(verifier -> verifier.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                InputErrors.of(
                    "verifier",
                    "there is no verifier named '" + name + "'",
                    "Did you mean '"
                        + nearest(String.valueOf(name))
                        + "'? Known: "
                        + String.join(", ", names())
                        + "."));
  }

  private static String nearest(String name) {
    return names().stream()
        .min(Comparator.comparingInt(known -> editDistance(name, known)))
        .orElseThrow();
  }

  /** Levenshtein distance, one row at a time. */
  private static int editDistance(String left, String right) {
    int[] row = new int[right.length() + 1];
    for (int j = 0; j <= right.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= left.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= right.length(); j++) {
        int substituted = diagonal + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[right.length()];
  }
}
