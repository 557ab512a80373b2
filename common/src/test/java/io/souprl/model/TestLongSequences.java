package io.souprl.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import io.souprl.checkpoint.Architecture;
import io.souprl.checkpoint.ModelConfig;
import io.souprl.generation.Generation;
import io.souprl.generation.GenerationRequest;
import io.souprl.generation.GenerationSettings;
import io.souprl.generation.Generator;
import io.souprl.generation.Sampling;
import io.souprl.random.CounterRandom;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Sequences so long that attention takes their queries in parts. */
class TestLongSequences {
  private static final int LENGTH = 321;
  private static final int PROMPT = 3;
  private static final int WEIGHT = 40;
  private static final float STEP = 0.01f;

  private static final ModelConfig CONFIG = SmallPolicy.configOf(512, Architecture.QWEN2, true);
  private static final TokenSequence SEQUENCE = sequence();

  private static TokenSequence sequence() {
    int[] tokens = new int[LENGTH];
    CounterRandom random = CounterRandom.of("test-long", 1);
    Arrays.setAll(tokens, position -> random.below(SmallPolicy.VOCABULARY, position));
    return new TokenSequence(tokens, PROMPT);
  }

  @Test
  void haveTheScoresOfTokensThatAreCachedOneAfterTheOther() {
    try (NDManager manager = Torch.newManager();
        Decoder decoder = Decoder.of(manager, SmallPolicy.weights(CONFIG))) {
      float[] scored =
          new SequenceScorer(decoder, 1, 4096).score(List.of(SEQUENCE)).get(0).logprobs();
      int[] prefix = Arrays.copyOfRange(SEQUENCE.tokenIds(), PROMPT, LENGTH - 1);
      Generation cached =
          new Generator(decoder, new GenerationSettings(Sampling.full(1), 4, 4096))
              .generate(
                  List.of(
                      new GenerationRequest(
                          Arrays.copyOf(SEQUENCE.tokenIds(), PROMPT),
                          prefix,
                          prefix.length + 1,
                          CounterRandom.of("test-long", 2))))
              .get(0);
      assertThat(cached.prefixLogprobs())
          .containsExactly(Arrays.copyOf(scored, prefix.length), Offset.offset(2e-5f));
    }
  }

  @Test
  void haveTheGradientOfTheirLogprobs() {
    PolicyWeights weights = SmallPolicy.weights(CONFIG);
    int layerWeight = weights.layout().of(0, ParameterLayout.QKV_WEIGHT);
    float[][] gradient = weights.layout().zeros();
    try (NDManager manager = Torch.newManager();
        Decoder decoder = Decoder.of(manager, weights);
        GradientPass pass = new GradientPass(decoder, 1)) {
      pass.add(
          List.of(SEQUENCE),
          (scores, starts) -> {
            double[] ones = new double[LENGTH - PROMPT];
            Arrays.fill(ones, 1);
            return TokenGradients.ofLogprobs(ones);
          });
      pass.drainTo(gradient);
    }
    double numeric =
        (sum(weights, layerWeight, STEP) - sum(weights, layerWeight, -STEP)) / (2 * STEP);
    assertThat((double) gradient[layerWeight][WEIGHT])
        .isCloseTo(numeric, Offset.offset(0.01 * Math.abs(numeric)));
  }

  /** The log-probability of the response when one weight is changed. */
  private static double sum(PolicyWeights weights, int parameter, float change) {
    float before = weights.values()[parameter][WEIGHT];
    weights.values()[parameter][WEIGHT] = before + change;
    try (NDManager manager = Torch.newManager();
        Decoder decoder = Decoder.of(manager, weights)) {
      double sum = 0;
      for (float logprob :
          new SequenceScorer(decoder, 1, 4096).score(List.of(SEQUENCE)).get(0).logprobs()) {
        sum += logprob;
      }
      return sum;
    } finally {
      weights.values()[parameter][WEIGHT] = before;
    }
  }
}
