package io.souprl.soup;

/**
 * The bounds of the prefix length over the rounds of a run. Both bounds move alike:
 *
 * <pre>
 * bound(round) = (1 - t) first + t last,   LINEAR: t = min(1, round / rounds)   CONSTANT: t = 0
 * </pre>
 *
 * The paper's abstract does not fix a schedule; it is this project's choice.
 *
 * @param shape course of the bounds
 * @param first bounds of round 0
 * @param last bounds from round {@code rounds} on; CONSTANT ignores them
 * @param rounds rounds that LINEAR takes; CONSTANT ignores them
 */
public record PrefixSchedule(Shape shape, PrefixFractions first, PrefixFractions last, int rounds) {

  /** The course of the bounds. */
  public enum Shape {
    CONSTANT,
    LINEAR
  }

  public PrefixSchedule {
    if (rounds < 1) {
      throw new IllegalArgumentException("Cannot schedule prefixes over " + rounds + " rounds");
    }
  }

  /** The bounds of the round with this index, the first is 0. */
  public PrefixFractions at(int round) {
    return switch (shape) {
      case CONSTANT -> first;
      case LINEAR -> {
        double progress = Math.min(1, round / (double) rounds);
        yield new PrefixFractions(
            between(first.min(), last.min(), progress), between(first.max(), last.max(), progress));
      }
    };
  }

  /** Exact at both ends, and never outside them. */
  private static double between(double from, double to, double progress) {
    double value = (1 - progress) * from + progress * to;
    return Math.max(Math.min(from, to), Math.min(value, Math.max(from, to)));
  }
}
