package io.souprl.jobs.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A picture whose lines are metrics of whole rounds, under their names of docs/metrics.md.
 *
 * @param title what it shows
 * @param meaning how to read it
 * @param lines metrics by the names of their lines, in their order
 */
record MetricFigure(String title, String meaning, Map<String, String> lines) {
  /** In the order of the page. */
  static final List<MetricFigure> ALL =
      List.of(
          of(
              "Reward by round",
              "Mean reward of what was sampled. Rollouts that continue a prefix of a right answer start ahead;"
                  + " the on-policy ones show what the policy can do alone.",
              "on-policy",
              "soup/reward/plain",
              "after a prefix",
              "soup/reward/prefixed",
              "replayed",
              "soup/reward/replayed"),
          of(
              "Entropy by zone",
              "Nats a token. A continuation whose entropy falls to 0 has stopped exploring.",
              "continuation",
              "soup/continuation/entropy",
              "prefix",
              "soup/prefix/entropy"),
          of(
              "Importance ratio by zone",
              "Mean of current over recorded probability. 1 is on-policy; prefixes of past checkpoints drift"
                  + " away from it.",
              "continuation",
              "soup/continuation/ratio_mean",
              "prefix",
              "soup/prefix/ratio_mean"),
          of(
              "Effective sample size by zone",
              "As a fraction of the tokens: 1 where all ratios are equal, near 0 where a few tokens carry the"
                  + " update.",
              "continuation",
              "soup/continuation/ess",
              "prefix",
              "soup/prefix/ess"),
          of(
              "Clipped tokens by zone",
              "Fraction of tokens whose ratio left the trust region on the side where the gradient is 0.",
              "continuation, high",
              "soup/continuation/clipfrac_high",
              "continuation, low",
              "soup/continuation/clipfrac_low",
              "prefix, high",
              "soup/prefix/clipfrac_high",
              "prefix, low",
              "soup/prefix/clipfrac_low"),
          of(
              "Where the gradient comes from",
              "Each zone's part in the sum of the absolute derivatives by token.",
              "continuation",
              "soup/continuation/grad_share",
              "prefix",
              "soup/prefix/grad_share"),
          of(
              "What a round's prompts teach",
              "Solved: with a right answer in the round. Without variance: all rewards equal, so that no token"
                  + " moves. Distinct: different responses of a group over its size.",
              "solved",
              "soup/solved_fraction",
              "without variance",
              "soup/zero_variance_fraction",
              "distinct",
              "soup/unique_responses"),
          of(
              "Tokens of a round",
              "What the current policy sampled, and what stored rollouts or past policies gave.",
              "sampled",
              "soup/generated_tokens",
              "taken over",
              "soup/reused_tokens",
              "by past policies",
              "soup/prefix_generated_tokens"),
          of(
              "Length of responses",
              "Tokens, prefixes included.",
              "mean",
              "response_length/mean",
              "mean prefix",
              "soup/prefix_length_mean"));

  /**
   * @param namesAndMetrics a line's name, its metric, the next line's name and so on
   */
  private static MetricFigure of(String title, String meaning, String... namesAndMetrics) {
    Map<String, String> lines = new LinkedHashMap<>();
    for (int i = 0; i < namesAndMetrics.length; i += 2) {
      lines.put(namesAndMetrics[i], namesAndMetrics[i + 1]);
    }
    return new MetricFigure(title, meaning, lines);
  }

  /** The metrics of all pictures. */
  static Set<String> metrics() {
    Set<String> metrics = new TreeSet<>();
    ALL.forEach(figure -> metrics.addAll(figure.lines.values()));
    return metrics;
  }
}
