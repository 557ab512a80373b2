package io.souprl.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import io.souprl.checkpoint.Architecture;
import io.souprl.checkpoint.ModelConfig;
import io.souprl.training.GradientComputer;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What no golden checkpoint has: Qwen3 and Llama with biases on all four projections. */
class TestFamilies {
  private static final List<TokenSequence> SEQUENCES = SmallPolicy.sequences(6);

  @ParameterizedTest
  @EnumSource(
      value = Architecture.class,
      names = {"QWEN3", "LLAMA"})
  void computesTheSameWithoutBiasesAndWithBiasesOfZero(Architecture architecture) {
    PolicyWeights without = SmallPolicy.weights(SmallPolicy.config(architecture, false));
    ModelConfig config = SmallPolicy.config(architecture, true);
    ParameterLayout layout = ParameterLayout.of(config);
    float[][] values = layout.zeros();
    for (int i = 0; i < without.values().length; i++) {
      values[index(layout, without.layout().parameters().get(i).name())] = without.values()[i];
    }
    assertThat(logprobs(new PolicyWeights(config, layout, values)))
        .containsExactly(logprobs(without), Offset.offset(1e-6f));
    Arrays.fill(values[layout.of(1, ParameterLayout.OUTPUT_BIAS)], 0, 16, 0.5f);
    assertThat(logprobs(new PolicyWeights(config, layout, values))).isNotEqualTo(logprobs(without));
  }

  /** d (sum of log-probabilities) / d weight against central differences of size 1/64. */
  @ParameterizedTest
  @EnumSource(Architecture.class)
  void hasGradientsThatFiniteDifferencesConfirm(Architecture architecture) {
    PolicyWeights weights =
        SmallPolicy.weights(SmallPolicy.config(architecture, architecture != Architecture.QWEN2));
    float[][] gradient = gradient(weights);
    for (int i = 0; i < gradient.length; i++) {
      float[] values = weights.values()[i];
      int at = values.length / 3;
      float before = values[at];
      double step = 1.0 / 64;
      values[at] = (float) (before + step);
      double above = sum(logprobs(weights));
      values[at] = (float) (before - step);
      double below = sum(logprobs(weights));
      values[at] = before;
      double expected = (above - below) / (2 * step);
      assertThat((double) gradient[i][at])
          .as(weights.layout().parameters().get(i).name())
          .isCloseTo(expected, within(0.02 * Math.max(1, Math.abs(expected))));
    }
  }

  private static int index(ParameterLayout layout, String name) {
    return layout.parameters().stream().map(Parameter::name).toList().indexOf(name);
  }

  private static float[] logprobs(PolicyWeights weights) {
    try (NDManager manager = Torch.newManager()) {
      List<TokenScores> scores =
          new SequenceScorer(Decoder.of(manager, weights), 1, 4096).score(SEQUENCES);
      float[] all = new float[SEQUENCES.stream().mapToInt(TokenSequence::responseLength).sum()];
      int at = 0;
      for (TokenScores score : scores) {
        System.arraycopy(score.logprobs(), 0, all, at, score.logprobs().length);
        at += score.logprobs().length;
      }
      return all;
    }
  }

  private static float[][] gradient(PolicyWeights weights) {
    float[][] gradient = weights.layout().zeros();
    try (NDManager manager = Torch.newManager();
        GradientComputer computer =
            new GradientComputer(Decoder.of(manager, weights), 1, 1, 4096)) {
      computer.add(
          SEQUENCES,
          (rows, scores, starts) -> {
            double[] upstream = new double[scores.logprobs().length];
            Arrays.fill(upstream, 1);
            return new GradientComputer.Outcome<>(upstream, 0);
          },
          gradient);
    }
    return gradient;
  }

  private static double sum(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum;
  }
}
