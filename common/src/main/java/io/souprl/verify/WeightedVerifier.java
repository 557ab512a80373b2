package io.souprl.verify;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The weighted sum of several verifiers' rewards. The status and the answer are those of the first
 * part; a part without a reward (an error, an unreadable gold answer) leaves the whole without one.
 */
record WeightedVerifier(List<Part> parts) implements Verifier {
  /** A verifier and what its reward is multiplied by. */
  record Part(double weight, Verifier verifier) {}

  @Override
  public String name() {
    return Verifiers.WEIGHTED;
  }

  @Override
  public String version() {
    return "1";
  }

  @Override
  public Verdict verify(String gold, Completion completion) {
    List<Verdict> verdicts =
        parts.stream().map(part -> part.verifier.verify(gold, completion)).toList();
    double reward = 0;
    for (int i = 0; i < parts.size(); i++) {
      Verdict verdict = verdicts.get(i);
      if (!verdict.status().hasReward()) {
        String part = parts.get(i).verifier.name();
        return new Verdict(
            verdict.status(), null, verdict.extractedAnswer(), part + ": " + verdict.detail());
      }
      reward += parts.get(i).weight * verdict.reward();
    }
    String answer =
        verdicts.stream()
            .map(Verdict::extractedAnswer)
            .filter(one -> one != null)
            .findFirst()
            .orElse(null);
    return new Verdict(verdicts.get(0).status(), reward, answer, detail(verdicts));
  }

  private String detail(List<Verdict> verdicts) {
    return java.util.stream.IntStream.range(0, parts.size())
        .mapToObj(
            i ->
                parts.get(i).weight
                    + "*"
                    + parts.get(i).verifier.name()
                    + "="
                    + verdicts.get(i).reward())
        .collect(Collectors.joining(", "));
  }
}
