package io.souprl.config;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Finds the name that somebody meant. */
final class Nearest {
  private Nearest() {}

  /** The candidate with the fewest edits to the name, if they are few for its length. */
  static Optional<String> to(String name, List<String> candidates) {
    int tolerance = Math.min(3, Math.max(1, name.length() / 3));
    return candidates.stream()
        .filter(candidate -> edits(name, candidate) <= tolerance)
        .min(Comparator.comparingInt(candidate -> edits(name, candidate)));
  }

  /** The name without what tells groupSize, group_size, GROUP-SIZE and group-size apart. */
  static String bare(String name) {
    return name.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
  }

  /**
   * Insertions, deletions, substitutions and swaps of neighbours that turn one word into the other
   * (optimal string alignment).
   */
  static int edits(String from, String to) {
    int[][] edits = new int[from.length() + 1][to.length() + 1];
    for (int i = 0; i <= from.length(); i++) {
      for (int j = 0; j <= to.length(); j++) {
        if (i == 0 || j == 0) {
          edits[i][j] = i + j;
          continue;
        }
        int substitution = from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1;
        edits[i][j] =
            Math.min(
                edits[i - 1][j - 1] + substitution, 1 + Math.min(edits[i - 1][j], edits[i][j - 1]));
        boolean swapped =
            i > 1
                && j > 1
                && from.charAt(i - 1) == to.charAt(j - 2)
                && from.charAt(i - 2) == to.charAt(j - 1);
        if (swapped) {
          edits[i][j] = Math.min(edits[i][j], edits[i - 2][j - 2] + 1);
        }
      }
    }
    return edits[from.length()][to.length()];
  }
}
