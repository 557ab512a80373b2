package io.souprl.jobs.training;

import io.souprl.soup.DriftGate;
import io.souprl.soup.DriftVerdict;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** A {@link TrainingCheck} for people to read. */
final class CheckText {
  private static final int LONGEST_BAR = 40;
  private static final String NONE = "-";

  private final TrainingCheck check;
  private final StringBuilder text = new StringBuilder();

  CheckText(TrainingCheck check) {
    this.check = check;
  }

  String render() {
    line("Run %s, round %d: what training would find", check.runId(), check.round());
    notes();
    line("");
    counts();
    line("");
    tokens();
    line("");
    sequences();
    histogram("Responses by length in tokens", check.responseLengths());
    histogram("Prefixes by lag in policy versions", check.historyLags());
    line("");
    gate();
    return text.toString();
  }

  private void notes() {
    if (check.trained()) {
      line("Note: this round has been trained already; train would do nothing.");
    }
    for (String change : check.changedKeys()) {
      line("Note: the round was begun with another value, train refuses this one: %s", change);
    }
  }

  private void counts() {
    TrainingCheck.Counts counts = check.counts();
    line(
        "rollouts %8d  %d responses, %d with a reward",
        counts.rollouts(), counts.responses(), counts.scored());
    line(
        "reward   %8s  prefixed %s, plain %s",
        metric("critic/score/mean"), metric("soup/reward/prefixed"), metric("soup/reward/plain"));
    line(
        "groups   %8d  %d live; %d (%s) with equal rewards",
        counts.groups(),
        counts.liveGroups(),
        counts.zeroVarianceGroups(),
        percent(counts.zeroVarianceFraction()));
    line(
        "steps    %8d  of %d; a batch without a counted token makes no step",
        counts.steps(), counts.steps() + counts.emptySteps());
    if (counts.steps() == 0) {
      line("No step would be made: the next policy version would point to the same files.");
    }
  }

  private void tokens() {
    line("%-24s %12s %12s %12s", "over counted tokens", "all", "prefix", "continuation");
    row("tokens", forecast -> forecast.ratios().tokens(), "%.0f");
    row("effective sample size", forecast -> forecast.ratios().effectiveSampleFraction(), "%.4f");
    row("kl", forecast -> forecast.ratios().kl(), "%.5f");
    row("k3_kl", forecast -> forecast.ratios().k3Kl(), "%.5f");
    row("chi2_token", forecast -> forecast.ratios().chiSquared(), "%.4f");
    row("ratio mean", forecast -> forecast.ratios().ratioMean(), "%.4f");
    row("ratio max", CheckText::largestRatio, "%.3f");
    row("clipped high, percent", forecast -> 100 * forecast.loss().clipHighFraction(), "%.2f");
    row("clipped low, percent", forecast -> 100 * forecast.loss().clipLowFraction(), "%.2f");
    row("dual clip, percent", forecast -> 100 * forecast.loss().dualClipFraction(), "%.2f");
  }

  private static double largestRatio(TokenForecast forecast) {
    return forecast.ratios().tokens() == 0 ? Double.NaN : forecast.ratios().maxRatio();
  }

  private void row(String title, ToDoubleFunction<TokenForecast> value, String format) {
    line(
        "%-24s %12s %12s %12s",
        title,
        number(value.applyAsDouble(check.all()), format),
        number(value.applyAsDouble(check.prefix()), format),
        number(value.applyAsDouble(check.continuation()), format));
  }

  private void sequences() {
    line(
        "over responses: chi2_seq %s, perplexity %s now and %s when sampled",
        metric("rollout_corr/chi2_seq"),
        metric("rollout_corr/training_ppl"),
        metric("rollout_corr/rollout_ppl"));
  }

  private void histogram(String title, Histogram histogram) {
    List<Histogram.Bar> bars = histogram.bars();
    if (bars.isEmpty()) {
      return;
    }
    line("");
    line("%s", title);
    long most = bars.stream().mapToLong(Histogram.Bar::count).max().orElseThrow();
    int digits = String.valueOf(bars.get(bars.size() - 1).to()).length();
    for (Histogram.Bar bar : bars) {
      String range =
          bar.from() == bar.to()
              ? pad(bar.from(), digits)
              : pad(bar.from(), digits) + " - " + pad(bar.to(), digits);
      int length = (int) Math.ceil((double) LONGEST_BAR * bar.count() / most);
      line("  %s |%-" + LONGEST_BAR + "s %d", range, "#".repeat(length), bar.count());
    }
  }

  private static String pad(int number, int digits) {
    return String.format(Locale.ROOT, "%" + digits + "d", number);
  }

  private void gate() {
    if (!check.gateEnabled()) {
      line("Gate: off (training.gate.enabled), train would not ask it");
    } else {
      line("Gate: %s", check.passes() ? "passes" : "refuses");
    }
    for (DriftVerdict verdict : check.verdicts()) {
      boolean least = verdict.side() == DriftVerdict.Side.AT_LEAST;
      line(
          "  %-4s  %-25s %10.4g  at %s %-6s  %s",
          verdict.passes() ? "ok" : "FAIL",
          verdict.quantity(),
          verdict.value(),
          least ? "least" : "most",
          (least ? "" : " ") + verdict.bound(),
          verdict.key());
    }
    if (!check.passes()) {
      line("%s", DriftGate.REMEDY);
    }
  }

  private String metric(String name) {
    return number(check.metrics().getOrDefault(name, Double.NaN), "%.4f");
  }

  private static String percent(double fraction) {
    return Double.isNaN(fraction) ? NONE : number(100 * fraction, "%.1f") + " %";
  }

  private static String number(double value, String format) {
    return Double.isNaN(value) ? NONE : String.format(Locale.ROOT, format, value);
  }

  private void line(String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values).stripTrailing()).append('\n');
  }
}
