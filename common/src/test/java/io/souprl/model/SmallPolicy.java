package io.souprl.model;

import io.souprl.checkpoint.Architecture;
import io.souprl.checkpoint.ModelConfig;
import io.souprl.checkpoint.RopeScaling;
import io.souprl.random.CounterRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/** A random policy of a few thousand weights whose distributions are far from uniform. */
public final class SmallPolicy {
  public static final int VOCABULARY = 24;
  public static final int POSITIONS = 48;

  private SmallPolicy() {}

  public static ModelConfig config(Integer... endOfSequenceIds) {
    return config(Architecture.QWEN2, false, endOfSequenceIds);
  }

  public static ModelConfig config(
      Architecture architecture, boolean attentionBias, Integer... endOfSequenceIds) {
    return configOf(POSITIONS, architecture, attentionBias, endOfSequenceIds);
  }

  /** One with another context. */
  static ModelConfig configOf(
      int positions,
      Architecture architecture,
      boolean attentionBias,
      Integer... endOfSequenceIds) {
    return new ModelConfig(
        architecture,
        VOCABULARY,
        32,
        2,
        4,
        2,
        8,
        40,
        positions,
        1e-6,
        10000,
        RopeScaling.NONE,
        attentionBias,
        true,
        List.of(endOfSequenceIds),
        OptionalInt.empty(),
        OptionalInt.empty());
  }

  /** Every weight is random, biases and norm gains too, so that no term of a formula hides. */
  public static PolicyWeights weights(ModelConfig config) {
    PolicyWeights fresh = PolicyWeights.initialise(config, 3);
    for (int i = 0; i < fresh.values().length; i++) {
      CounterRandom random = CounterRandom.of("test-weights", 5, i);
      float[] values = fresh.values()[i];
      for (int j = 0; j < values.length; j++) {
        values[j] += (float) (0.25 * random.normal(j));
      }
    }
    return fresh;
  }

  /** Prompts of 1 to 9 tokens. */
  public static List<int[]> prompts(int count) {
    List<int[]> prompts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      CounterRandom random = CounterRandom.of("test-prompt", 7, i);
      prompts.add(tokens(random, 1 + random.below(9, 1000)));
    }
    return prompts;
  }

  /** Sequences with prompts of 1 to 9 and responses of 1 to 12 tokens. */
  public static List<TokenSequence> sequences(int count) {
    List<TokenSequence> sequences = new ArrayList<>();
    List<int[]> prompts = prompts(count);
    for (int i = 0; i < count; i++) {
      CounterRandom random = CounterRandom.of("test-response", 9, i);
      sequences.add(TokenSequence.of(prompts.get(i), tokens(random, 1 + random.below(12, 1000))));
    }
    return sequences;
  }

  private static int[] tokens(CounterRandom random, int length) {
    int[] tokens = new int[length];
    Arrays.setAll(tokens, position -> random.below(VOCABULARY, position));
    return tokens;
  }
}
