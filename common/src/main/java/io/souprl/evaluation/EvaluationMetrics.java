package io.souprl.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The metrics of an evaluation: means over prompts, with standard errors. */
public final class EvaluationMetrics {
  private EvaluationMetrics() {}

  /**
   * pass@k for k = 1, 2, 4 ... and n, then avg@n, maj@n, distinct@n and distinct-correct@n, where n
   * is the most samples that a prompt has. A prompt with fewer than k samples does not take part in
   * pass@k, which {@link EvaluationMetric#prompts} shows. The share of prompts that were solved at
   * all is pass@n. Without prompts there are no metrics.
   */
  public static List<EvaluationMetric> of(List<PromptSamples> prompts) {
    int n = prompts.stream().mapToInt(PromptSamples::size).max().orElse(0);
    List<EvaluationMetric> metrics = new ArrayList<>();
    for (int k : sampleCounts(n)) {
      List<PromptSamples> large = prompts.stream().filter(prompt -> prompt.size() >= k).toList();
      metrics.add(mean("pass@k", k, n, large, prompt -> prompt.passAt(k)));
    }
    if (n > 0) {
      metrics.add(mean("avg@n", n, n, prompts, PromptSamples::avgAtN));
      metrics.add(mean("maj@n", n, n, prompts, PromptSamples::majAtN));
      metrics.add(mean("distinct@n", n, n, prompts, PromptSamples::distinct));
      metrics.add(mean("distinct-correct@n", n, n, prompts, PromptSamples::distinctCorrect));
    }
    return metrics;
  }

  /** The powers of two below n, and n. */
  private static List<Integer> sampleCounts(int n) {
    List<Integer> counts = new ArrayList<>();
    for (long k = 1; k < n; k *= 2) {
      counts.add((int) k);
    }
    if (n > 0) {
      counts.add(n);
    }
    return counts;
  }

  private static EvaluationMetric mean(
      String metric,
      int k,
      int n,
      List<PromptSamples> prompts,
      ToDoubleFunction<PromptSamples> perPrompt) {
    double[] values = prompts.stream().mapToDouble(perPrompt).toArray();
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    double mean = sum / values.length;
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    double standardError =
        values.length == 1 ? Double.NaN : Math.sqrt(squares / (values.length - 1) / values.length);
    return new EvaluationMetric(metric, k, n, values.length, mean, standardError);
  }
}
