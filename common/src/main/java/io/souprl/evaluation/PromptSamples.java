package io.souprl.evaluation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The scored completions of one prompt.
 *
 * @param samples at least one, in the order of their sample index
 */
public record PromptSamples(List<EvaluationSample> samples) implements java.io.Serializable {

  public PromptSamples {
    samples = List.copyOf(samples);
    if (samples.isEmpty()) {
      throw new IllegalArgumentException("Cannot evaluate a prompt without samples");
    }
  }

  /** n. */
  public int size() {
    return samples.size();
  }

  /** pass@k, unbiased; k is 1 to n. */
  public double passAt(int k) {
    return PassAtK.of(size(), correct(), k);
  }

  /** avg@n: the share of correct samples. */
  public double avgAtN() {
    return (double) correct() / size();
  }

  /**
   * maj@n: 1 if the commonest answer is correct, else 0. Of equally common answers the one that
   * occurs first counts, and an answer is as correct as its first sample. Samples without an answer
   * do not vote; when no sample has one, the value is 0.
   */
  public double majAtN() {
    Map<String, Integer> votes = new LinkedHashMap<>();
    for (EvaluationSample sample : samples) {
      if (sample.answer() != null) {
        votes.merge(sample.answer(), 1, Integer::sum);
      }
    }
    int most = votes.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    for (EvaluationSample sample : samples) {
      if (sample.answer() != null && votes.get(sample.answer()) == most) {
        return sample.correct() ? 1 : 0;
      }
    }
    return 0;
  }

  /** distinct@n: different responses among the n. */
  public int distinct() {
    return (int) samples.stream().mapToLong(EvaluationSample::response).distinct().count();
  }

  /** distinct-correct@n: different responses among the correct ones. */
  public int distinctCorrect() {
    return (int)
        samples.stream()
            .filter(EvaluationSample::correct)
            .mapToLong(EvaluationSample::response)
            .distinct()
            .count();
  }

  private int correct() {
    return (int) samples.stream().filter(EvaluationSample::correct).count();
  }
}
