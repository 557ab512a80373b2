package io.souprl.soup;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Refuses batches that have drifted too far from the policy about to be trained (SOUP.md section
 * 5). It is asked once, before the first step, with the ratios between this round's checkpoint and
 * the behaviour policies over all counted tokens of the round:
 *
 * <pre>kl = mean(b - current)    ESS = 1 / mean((r / mean r)^2)    mean r</pre>
 */
public final class DriftGate {
  private static final String STALE =
      "Use newer history (history.window) or shorter prefixes (prefix.max-fraction), or check that"
          + " the rollouts belong to this checkpoint.";

  private final DriftBounds bounds;

  /** A gate with these bounds. */
  public DriftGate(DriftBounds bounds) {
    this.bounds = bounds;
  }

  /** The bounds that the batch violates, none when it passes; a batch without tokens passes. */
  public List<DriftViolation> check(RatioStatistics statistics) {
    List<DriftViolation> violations = new ArrayList<>();
    if (statistics.tokens() == 0) {
      return violations;
    }
    double fraction = statistics.effectiveSampleFraction();
    double least = bounds.minEffectiveSampleFraction();
    // Written so that NaN violates every bound.
    if (!(fraction >= least)) {
      violations.add(violation("effective sample fraction", fraction, "below", least));
    }
    double kl = statistics.kl();
    if (!(Math.abs(kl) <= bounds.maxAbsoluteKl())) {
      violations.add(violation("|kl|", Math.abs(kl), "above", bounds.maxAbsoluteKl()));
    }
    double ratio = statistics.ratioMean();
    if (!(ratio >= bounds.minRatioMean())) {
      violations.add(violation("mean ratio", ratio, "below", bounds.minRatioMean()));
    } else if (!(ratio <= bounds.maxRatioMean())) {
      violations.add(violation("mean ratio", ratio, "above", bounds.maxRatioMean()));
    }
    return violations;
  }

  private static DriftViolation violation(String name, double value, String side, double bound) {
    String message =
        String.format(
            Locale.ROOT,
            "The batch has drifted: %s is %.4g, %s its bound of %s. %s",
            name,
            value,
            side,
            bound,
            STALE);
    return new DriftViolation(name, value, bound, message);
  }
}
