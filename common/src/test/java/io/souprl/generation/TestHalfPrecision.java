package io.souprl.generation;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import io.souprl.model.ComputeType;
import io.souprl.model.Decoder;
import io.souprl.model.PolicyCheckpoint;
import io.souprl.model.PolicyWeights;
import io.souprl.model.SequenceScorer;
import io.souprl.model.TokenScores;
import io.souprl.model.TokenSequence;
import io.souprl.model.Torch;
import io.souprl.random.CounterRandom;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestHalfPrecision {
  private static final float TOLERANCE = 2e-2f;

  @ParameterizedTest
  @ValueSource(strings = {"qwen2-tied", "qwen3-headdim-bf16", "llama3-untied-sharded"})
  void generatesInFloat16WithLogprobsCloseToThoseOfFloat32(String name) {
    PolicyWeights weights =
        PolicyCheckpoint.read(Path.of("src/test/resources/golden/hf").resolve(name));
    List<GenerationRequest> requests = requests(weights.config().vocabularySize());
    try (NDManager manager = Torch.newManager();
        Decoder half = Decoder.of(manager, weights, ComputeType.FLOAT16);
        Decoder full = Decoder.of(manager, weights)) {
      List<Generation> generations =
          new Generator(half, GenerationSettings.full(1, 16)).generate(requests);
      List<TokenSequence> sequences = new ArrayList<>();
      for (int i = 0; i < requests.size(); i++) {
        assertThat(generations.get(i).error()).isNull();
        int[] prefix = requests.get(i).prefixTokenIds();
        int[] sampled = generations.get(i).tokenIds();
        int[] response = Arrays.copyOf(prefix, prefix.length + sampled.length);
        System.arraycopy(sampled, 0, response, prefix.length, sampled.length);
        sequences.add(TokenSequence.of(requests.get(i).promptTokenIds(), response));
      }
      List<TokenScores> scores = new SequenceScorer(full, 1, 1024).score(sequences);
      double largest = 0;
      for (int i = 0; i < requests.size(); i++) {
        float[] exact = scores.get(i).logprobs();
        float[] prefix = generations.get(i).prefixLogprobs();
        float[] sampled = generations.get(i).logprobs();
        for (int t = 0; t < exact.length; t++) {
          float recorded = t < prefix.length ? prefix[t] : sampled[t - prefix.length];
          assertThat(Math.abs(recorded - exact[t])).isLessThan(TOLERANCE);
          largest = Math.max(largest, Math.abs(recorded - exact[t]));
        }
      }
      assertThat(largest).as("float16 was used, which rounds").isGreaterThan(1e-5);
    }
  }

  private static List<GenerationRequest> requests(int vocabulary) {
    List<GenerationRequest> requests = new ArrayList<>();
    for (int i = 0; i < 48; i++) {
      CounterRandom random = CounterRandom.of("half-precision-test", i);
      int[] prompt = new int[3 + i % 11];
      Arrays.setAll(prompt, t -> random.below(vocabulary, 1000 + t));
      int[] prefix = new int[i % 4];
      Arrays.setAll(prefix, t -> random.below(vocabulary, 2000 + t));
      requests.add(new GenerationRequest(prompt, prefix, 24, random));
    }
    return requests;
  }
}
