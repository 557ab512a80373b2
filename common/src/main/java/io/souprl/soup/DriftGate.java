package io.souprl.soup;

import io.souprl.soup.DriftVerdict.Side;
import java.util.ArrayList;
import java.util.List;

/**
 * Refuses batches that have drifted too far from the policy about to be trained (SOUP.md section
 * 5). It is asked once, before the first step, with the ratios between this round's checkpoint and
 * the behaviour policies over all counted tokens of the round, and over those of each zone:
 *
 * <pre>kl = mean(b - current)    ESS = 1 / mean((r / mean r)^2)    mean r</pre>
 *
 * @param all bounds over all tokens
 * @param prefix bounds over the prefixes' tokens alone
 * @param continuation bounds over the others alone
 */
public record DriftGate(DriftBounds all, DriftBounds prefix, DriftBounds continuation) {
  /** What to do about a batch that is refused. */
  public static final String REMEDY =
      "Use newer history (history.window) or shorter prefixes (prefix.max-fraction) in the next"
          + " round, check that the rollouts belong to this checkpoint, or widen the bound: this"
          + " round can be trained under other training.gate keys than it was begun with.";

  /** A gate that looks at all tokens together. */
  public static DriftGate over(DriftBounds all) {
    return new DriftGate(all, DriftBounds.NONE, DriftBounds.NONE);
  }

  /**
   * What each bound says. Tokens that there are none of pass: none of their bounds is in the list,
   * nor are bounds of 0.
   */
  public List<DriftVerdict> verdicts(
      RatioStatistics prefixRatios, RatioStatistics continuationRatios) {
    List<DriftVerdict> verdicts = new ArrayList<>();
    add(verdicts, DriftScope.ALL, all, prefixRatios.plus(continuationRatios));
    add(verdicts, DriftScope.PREFIX, prefix, prefixRatios);
    add(verdicts, DriftScope.CONTINUATION, continuation, continuationRatios);
    return verdicts;
  }

  private static void add(
      List<DriftVerdict> verdicts, DriftScope scope, DriftBounds bounds, RatioStatistics ratios) {
    if (ratios.tokens() == 0) {
      return;
    }
    List<DriftVerdict> each =
        List.of(
            new DriftVerdict(
                scope,
                "effective sample fraction",
                ratios.effectiveSampleFraction(),
                Side.AT_LEAST,
                bounds.minEffectiveSampleFraction(),
                scope.key("min-ess")),
            new DriftVerdict(
                scope,
                "|kl|",
                Math.abs(ratios.kl()),
                Side.AT_MOST,
                bounds.maxAbsoluteKl(),
                scope.key("max-abs-kl")),
            new DriftVerdict(
                scope,
                "mean ratio",
                ratios.ratioMean(),
                Side.AT_LEAST,
                bounds.minRatioMean(),
                scope.key("min-mean-ratio")),
            new DriftVerdict(
                scope,
                "mean ratio",
                ratios.ratioMean(),
                Side.AT_MOST,
                bounds.maxRatioMean(),
                scope.key("max-mean-ratio")));
    each.stream().filter(verdict -> verdict.bound() != 0).forEach(verdicts::add);
  }
}
