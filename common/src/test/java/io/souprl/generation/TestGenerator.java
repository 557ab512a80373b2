package io.souprl.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import io.souprl.model.Decoder;
import io.souprl.model.SequenceScorer;
import io.souprl.model.SmallPolicy;
import io.souprl.model.TokenScores;
import io.souprl.model.TokenSequence;
import io.souprl.model.Torch;
import io.souprl.random.CounterRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TestGenerator {
  private static final int END = 2;
  private static final int MAX_TOKENS = 20;
  private static final int[] NO_PREFIX = new int[0];
  private static final Offset<Float> RECOMPUTED = Offset.offset(1e-4f);
  private static final Offset<Float> OTHER_BATCH = Offset.offset(1e-5f);

  private static NDManager manager;
  private static Decoder decoder;

  @BeforeAll
  static void open() {
    manager = Torch.newManager();
    decoder = Decoder.of(manager, SmallPolicy.weights(SmallPolicy.config(END)));
  }

  @AfterAll
  static void close() {
    manager.close();
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 0.7})
  void recordsTheLogprobsThatScoringRecomputes(double temperature) {
    List<GenerationRequest> requests = requests(100, MAX_TOKENS);
    List<Generation> generations = generate(temperature, 32, requests);
    assertRecomputed(temperature, requests, generations);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 0.7})
  void scoresTheGivenPrefixToo(double temperature) {
    List<GenerationRequest> requests = prefixed(requests(100, MAX_TOKENS));
    assertThat(requests).anyMatch(request -> request.prefixTokenIds().length > 3);
    List<Generation> generations = generate(temperature, 32, requests);
    assertRecomputed(temperature, requests, generations);
  }

  @ParameterizedTest
  @CsvSource({"1, 100", "7, 300", "64, 1000"})
  void doesNotDependOnTheBatchSize(int batch, int count) {
    List<GenerationRequest> requests = prefixed(requests(count, 12));
    assertSame(generate(1, 256, requests), generate(1, batch, requests));
  }

  @Test
  void doesNotDependOnTheOrderOfRequests() {
    List<GenerationRequest> requests = prefixed(requests(1000, 12));
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < requests.size(); i++) {
      order.add(i);
    }
    Collections.shuffle(order, new Random(4));
    List<Generation> shuffled = generate(1, 64, order.stream().map(requests::get).toList());
    List<Generation> restored = new ArrayList<>(shuffled);
    for (int i = 0; i < order.size(); i++) {
      restored.set(order.get(i), shuffled.get(i));
    }
    assertSame(generate(1, 64, requests), restored);
  }

  @Test
  void doesNotDependOnTheLengthOfItsNeighbours() {
    List<GenerationRequest> requests = requests(200, 12);
    int[] longest = new int[SmallPolicy.POSITIONS - 12];
    List<GenerationRequest> padded = new ArrayList<>(requests);
    padded.add(new GenerationRequest(longest, NO_PREFIX, 12, random(-1)));
    List<Generation> besideLongRow = generate(1, 512, padded);
    assertSame(generate(1, 512, requests), besideLongRow.subList(0, requests.size()));
  }

  @Test
  void endsWithTheEndOfSequenceTokenOrAtTheLimit() {
    List<Generation> generations = generate(1, 64, requests(200, MAX_TOKENS));
    assertThat(generations)
        .extracting(Generation::finishReason)
        .contains(FinishReason.STOP, FinishReason.LENGTH)
        .doesNotContain(FinishReason.ERROR);
    for (Generation generation : generations) {
      int[] tokens = generation.tokenIds();
      int end = Arrays.stream(tokens).boxed().toList().indexOf(END);
      if (generation.finishReason() == FinishReason.STOP) {
        assertThat(end).isEqualTo(tokens.length - 1);
      } else {
        assertThat(end).isEqualTo(-1);
        assertThat(tokens).hasSize(MAX_TOKENS);
      }
      assertThat(generation.logprobs()).hasSameSizeAs(tokens);
    }
  }

  @Test
  void goesToTheLimitWithoutEndOfSequenceTokens() {
    try (Decoder endless = Decoder.of(manager, SmallPolicy.weights(SmallPolicy.config()))) {
      List<Generation> generations =
          new Generator(endless, GenerationSettings.full(1, 64)).generate(requests(30, MAX_TOKENS));
      assertThat(generations)
          .allSatisfy(
              generation -> {
                assertThat(generation.tokenIds()).hasSize(MAX_TOKENS);
                assertThat(generation.finishReason()).isEqualTo(FinishReason.LENGTH);
              });
    }
  }

  @Test
  void boundsPrefixAndContinuationTogether() {
    List<GenerationRequest> requests = prefixed(requests(200, MAX_TOKENS));
    List<Generation> generations = generate(1, 64, requests);
    for (int i = 0; i < requests.size(); i++) {
      int prefix = requests.get(i).prefixTokenIds().length;
      int length = generations.get(i).tokenIds().length;
      assertThat(prefix + length).isLessThanOrEqualTo(MAX_TOKENS);
      assertThat(generations.get(i).prefixLogprobs()).hasSize(prefix);
      if (generations.get(i).finishReason() == FinishReason.LENGTH) {
        assertThat(prefix + length).isEqualTo(MAX_TOKENS);
      }
    }
  }

  @Test
  void continuesItsOwnPrefixWithTheTokensItHadSampled() {
    List<GenerationRequest> requests = requests(200, MAX_TOKENS);
    List<Generation> whole = generate(1, 64, requests);
    List<GenerationRequest> resumed = new ArrayList<>();
    for (int i = 0; i < requests.size(); i++) {
      int[] tokens = whole.get(i).tokenIds();
      GenerationRequest request = requests.get(i);
      resumed.add(
          new GenerationRequest(
              request.promptTokenIds(),
              Arrays.copyOf(tokens, tokens.length / 2),
              MAX_TOKENS,
              request.random()));
    }
    List<Generation> rest = generate(1, 64, resumed);
    for (int i = 0; i < rest.size(); i++) {
      int[] tokens = whole.get(i).tokenIds();
      assertThat(rest.get(i).tokenIds())
          .containsExactly(Arrays.copyOfRange(tokens, tokens.length / 2, tokens.length));
      assertThat(rest.get(i).prefixLogprobs())
          .containsExactly(Arrays.copyOf(whole.get(i).logprobs(), tokens.length / 2), OTHER_BATCH);
    }
  }

  @Test
  void takesTheMostLikelyTokenAtTemperatureZero() {
    List<GenerationRequest> requests = requests(20, 6);
    List<Generation> generations = generate(0, 8, requests);
    for (int i = 0; i < requests.size(); i++) {
      int[] tokens = generations.get(i).tokenIds();
      for (int t = 0; t < tokens.length; t++) {
        double[] logprobs =
            nextTokenLogprobs(join(requests.get(i).promptTokenIds(), Arrays.copyOf(tokens, t)), 1);
        assertThat(logprobs[tokens[t]]).isEqualTo(Arrays.stream(logprobs).max().orElseThrow());
      }
    }
    assertRecomputed(1, requests, generations);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 0.7})
  void samplesByTheSoftmax(double temperature) {
    int samples = 5000;
    int[] prompt = {3, 11, 5};
    List<GenerationRequest> requests = new ArrayList<>();
    for (int i = 0; i < samples; i++) {
      requests.add(new GenerationRequest(prompt, NO_PREFIX, 1, random(i)));
    }
    int[] counts = new int[SmallPolicy.VOCABULARY];
    for (Generation generation : generate(temperature, 512, requests)) {
      counts[generation.tokenIds()[0]]++;
    }
    double[] logprobs = nextTokenLogprobs(prompt, temperature);
    double statistic = 0;
    double rare = 0;
    int rareCount = 0;
    int cells = 0;
    for (int token = 0; token < counts.length; token++) {
      double expected = samples * Math.exp(logprobs[token]);
      if (expected < 5) { // too few for the approximation: one cell together
        rare += expected;
        rareCount += counts[token];
      } else {
        statistic += square(counts[token] - expected) / expected;
        cells++;
      }
    }
    statistic += rare > 0 ? square(rareCount - rare) / rare : 0;
    assertThat(cells).isGreaterThan(5);
    // 49.7 is the 0.999 quantile of chi-square with 23 degrees of freedom; there are at most 23.
    assertThat(statistic).isLessThan(49.7);
  }

  @Test
  void tellsTheTokensOfEachStepWithoutFinishedSequences() {
    List<Long> steps = new ArrayList<>();
    List<Generation> generations =
        new Generator(decoder, GenerationSettings.full(1, 100), steps::add)
            .generate(requests(100, MAX_TOKENS));
    for (int step = 0; step < steps.size(); step++) {
      int at = step;
      assertThat(steps.get(step))
          .isEqualTo(generations.stream().filter(g -> g.tokenIds().length > at).count());
    }
    assertThat(steps.get(0)).isEqualTo(100);
    assertThat(steps.get(steps.size() - 1)).isLessThan(100);
  }

  @Test
  void decodesShortContextsBesideRowsThatFillAllPositions() {
    int[] full = new int[SmallPolicy.POSITIONS - 2];
    List<GenerationRequest> requests = new ArrayList<>(requests(1, SmallPolicy.POSITIONS - 10));
    requests.add(new GenerationRequest(full, NO_PREFIX, 2, random(8)));
    try (Decoder endless = Decoder.of(manager, SmallPolicy.weights(SmallPolicy.config()))) {
      List<Generation> generations =
          new Generator(endless, GenerationSettings.full(1, 8)).generate(requests);
      assertThat(generations.get(0).tokenIds()).hasSize(SmallPolicy.POSITIONS - 10);
      assertThat(generations.get(1).tokenIds()).hasSize(2);
    }
  }

  @Test
  void failsARequestOfMoreTokensThanTheModelHasPositionsAlone() {
    List<GenerationRequest> requests = requests(3, 12);
    requests.set(1, new GenerationRequest(new int[2], NO_PREFIX, 47, random(1)));
    List<Generation> generations = generate(1, 8, requests);
    assertThat(generations)
        .extracting(Generation::error)
        .containsExactly(
            null,
            "a prompt of 2 tokens and at most 47 response tokens exceed the model's 48 positions",
            null);
    assertThat(generations.get(1).finishReason()).isEqualTo(FinishReason.ERROR);
  }

  @Test
  void refusesImpossibleRequestsAndSettings() {
    assertThatThrownBy(() -> new GenerationRequest(new int[0], NO_PREFIX, 3, random(0)))
        .hasMessage("Cannot generate: the prompt has no tokens");
    assertThatThrownBy(() -> new GenerationRequest(new int[1], new int[3], 3, random(0)))
        .hasMessage("Cannot generate: at most 3 tokens with a prefix of 3");
    assertThatThrownBy(() -> GenerationSettings.full(Double.NaN, 1))
        .hasMessage("Cannot sample: temperature NaN");
    assertThatThrownBy(() -> GenerationSettings.full(1, 0)).hasMessage("Cannot sample: batch of 0");
  }

  @Test
  void givesNothingForNoRequests() {
    assertThat(generate(1, 8, List.of())).isEmpty();
  }

  private static List<Generation> generate(
      double temperature, int batch, List<GenerationRequest> requests) {
    return new Generator(decoder, GenerationSettings.full(temperature, batch)).generate(requests);
  }

  private static List<GenerationRequest> requests(int count, int maxTokens) {
    List<GenerationRequest> requests = new ArrayList<>();
    List<int[]> prompts = SmallPolicy.prompts(count);
    for (int i = 0; i < count; i++) {
      requests.add(new GenerationRequest(prompts.get(i), NO_PREFIX, maxTokens, random(i)));
    }
    return requests;
  }

  /** Gives request i a prefix of i modulo 6 tokens. */
  private static List<GenerationRequest> prefixed(List<GenerationRequest> requests) {
    List<GenerationRequest> prefixed = new ArrayList<>();
    for (int i = 0; i < requests.size(); i++) {
      GenerationRequest request = requests.get(i);
      int[] prefix = new int[i % 6];
      Arrays.setAll(prefix, t -> 3 + request.random().below(20, 500 + t));
      prefixed.add(
          new GenerationRequest(
              request.promptTokenIds(), prefix, request.maxTokens(), request.random()));
    }
    return prefixed;
  }

  private static CounterRandom random(int sample) {
    return CounterRandom.of("sampling", 11, sample);
  }

  private static void assertRecomputed(
      double temperature, List<GenerationRequest> requests, List<Generation> generations) {
    List<TokenSequence> sequences = new ArrayList<>();
    for (int i = 0; i < requests.size(); i++) {
      int[] response = join(requests.get(i).prefixTokenIds(), generations.get(i).tokenIds());
      sequences.add(TokenSequence.of(requests.get(i).promptTokenIds(), response));
    }
    List<TokenScores> scores = new SequenceScorer(decoder, temperature, 512).score(sequences);
    for (int i = 0; i < requests.size(); i++) {
      float[] logprobs = scores.get(i).logprobs();
      int prefix = requests.get(i).prefixTokenIds().length;
      Generation generation = generations.get(i);
      assertThat(generation.prefixLogprobs())
          .containsExactly(Arrays.copyOf(logprobs, prefix), RECOMPUTED);
      assertThat(generation.logprobs())
          .containsExactly(Arrays.copyOfRange(logprobs, prefix, logprobs.length), RECOMPUTED);
    }
  }

  /** Same tokens but for one sequence in a thousand; log-probabilities within 1e-5. */
  private static void assertSame(List<Generation> expected, List<Generation> actual) {
    assertThat(actual).hasSameSizeAs(expected);
    int different = 0;
    for (int i = 0; i < expected.size(); i++) {
      if (!Arrays.equals(expected.get(i).tokenIds(), actual.get(i).tokenIds())) {
        different++;
        continue;
      }
      assertThat(actual.get(i).finishReason()).isEqualTo(expected.get(i).finishReason());
      assertThat(actual.get(i).logprobs()).containsExactly(expected.get(i).logprobs(), OTHER_BATCH);
      assertThat(actual.get(i).prefixLogprobs())
          .containsExactly(expected.get(i).prefixLogprobs(), OTHER_BATCH);
    }
    assertThat(different)
        .as("sequences with other tokens")
        .isLessThanOrEqualTo(expected.size() / 1000);
  }

  /** Log-probability of every token of the vocabulary after this context. */
  private static double[] nextTokenLogprobs(int[] context, double temperature) {
    List<TokenSequence> sequences = new ArrayList<>();
    for (int token = 0; token < SmallPolicy.VOCABULARY; token++) {
      sequences.add(TokenSequence.of(context, new int[] {token}));
    }
    return new SequenceScorer(decoder, temperature, 4096)
        .score(sequences).stream().mapToDouble(scores -> scores.logprobs()[0]).toArray();
  }

  private static int[] join(int[] first, int[] second) {
    int[] all = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }

  private static double square(double value) {
    return value * value;
  }
}
