package io.souprl.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import io.souprl.generation.Generation;
import io.souprl.generation.GenerationRequest;
import io.souprl.generation.GenerationSettings;
import io.souprl.generation.Generator;
import io.souprl.random.CounterRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** A sequence's scores do not depend on where its row is padded. */
class TestPadding {
  private static final Offset<Float> TOLERANCE = Offset.offset(2e-5f);

  static final List<String> NAMES = GoldenModel.ALL;

  @ParameterizedTest
  @FieldSource("NAMES")
  void givesTheSameScoresPaddedOnTheRightOnTheLeftAndNotAtAll(String name) {
    try (NDManager manager = Torch.newManager()) {
      GoldenPolicy policy = GoldenPolicy.open(name, manager);
      List<TokenSequence> sequences = unequal(policy.golden().sequences());
      List<TokenScores> right = score(policy.decoder(), sequences);
      List<Generation> left = generate(policy.decoder(), sequences);
      for (int i = 0; i < sequences.size(); i++) {
        TokenScores alone = score(policy.decoder(), List.of(sequences.get(i))).get(0);
        assertThat(alone.logprobs()).hasSize(sequences.get(i).responseLength());
        assertThat(right.get(i).logprobs()).containsExactly(alone.logprobs(), TOLERANCE);
        assertThat(right.get(i).entropies()).containsExactly(alone.entropies(), TOLERANCE);
        assertThat(left.get(i).prefixLogprobs()).containsExactly(alone.logprobs(), TOLERANCE);
      }
    }
  }

  /** Every sequence, and every sequence without the first half of its prompt. */
  private static List<TokenSequence> unequal(List<TokenSequence> sequences) {
    List<TokenSequence> all = new ArrayList<>(sequences);
    for (TokenSequence sequence : sequences) {
      int cut = sequence.promptLength() / 2;
      all.add(
          new TokenSequence(
              Arrays.copyOfRange(sequence.tokenIds(), cut, sequence.length()),
              sequence.promptLength() - cut));
    }
    assertThat(all.stream().map(TokenSequence::length).distinct().count()).isGreaterThan(3);
    return all;
  }

  private static List<TokenScores> score(Decoder decoder, List<TokenSequence> sequences) {
    return new SequenceScorer(decoder, 1, 4096).score(sequences);
  }

  private static List<Generation> generate(Decoder decoder, List<TokenSequence> sequences) {
    List<GenerationRequest> requests = new ArrayList<>();
    for (TokenSequence sequence : sequences) {
      int[] ids = sequence.tokenIds();
      requests.add(
          new GenerationRequest(
              Arrays.copyOf(ids, sequence.promptLength()),
              Arrays.copyOfRange(ids, sequence.promptLength(), ids.length),
              sequence.responseLength() + 1,
              CounterRandom.of("padding", 1)));
    }
    return new Generator(decoder, GenerationSettings.full(1, requests.size())).generate(requests);
  }
}
