package io.souprl.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import io.souprl.model.Decoder;
import io.souprl.model.SmallPolicy;
import io.souprl.model.Torch;
import io.souprl.random.CounterRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TestGenerationStream {
  private static final int[] NO_PREFIX = new int[0];
  private static final int GROUP = 8;

  private static NDManager manager;
  private static Decoder endless;

  @BeforeAll
  static void open() {
    manager = Torch.newManager();
    endless = Decoder.of(manager, SmallPolicy.weights(SmallPolicy.config()));
  }

  @AfterAll
  static void close() {
    manager.close();
  }

  @Test
  void prefillsThePromptOfAGroupOnceAndEachPrefixOnce() {
    List<int[]> prompts = SmallPolicy.prompts(30);
    List<GenerationRequest> requests = new ArrayList<>();
    long expected = 0;
    for (int i = 0; i < prompts.size(); i++) {
      expected += prompts.get(i).length;
      for (int sample = 0; sample < GROUP; sample++) {
        int[] prefix = new int[sample % 3];
        Arrays.fill(prefix, 4 + i % 7);
        expected += prefix.length;
        requests.add(request(prompts.get(i).clone(), prefix, 2 + (i + sample) % 9, i, sample));
      }
    }
    try (GenerationStream stream = stream(requests, 2 * GROUP, 10_000)) {
      long prefilled = 0;
      for (int i = 0; i < requests.size(); i++) {
        assertThat(stream.next().error()).isNull();
        prefilled = Math.max(prefilled, stream.prefilledTokens());
      }
      assertThat(prefilled).isEqualTo(expected);
    }
  }

  @Test
  void keepsTheCacheUnderItsBudget() {
    int budget = 300;
    List<GenerationRequest> requests = requests(200, 20);
    List<Generation> unbounded = new Generator(endless, settings(64, 10_000)).generate(requests);
    List<Long> held = new ArrayList<>();
    GenerationStream[] streams = new GenerationStream[1];
    Generator generator =
        new Generator(endless, settings(64, budget), tokens -> held.add(streams[0].cacheTokens()));
    try (GenerationStream stream = generator.generate(requests.iterator())) {
      streams[0] = stream;
      for (Generation expected : unbounded) {
        assertThat(stream.next().tokenIds()).isEqualTo(expected.tokenIds());
      }
    }
    assertThat(held).allSatisfy(tokens -> assertThat(tokens).isBetween(1L, (long) budget));
    assertThat(held).anySatisfy(tokens -> assertThat(tokens).isGreaterThan(budget / 2));
  }

  @Test
  void runsASequenceThatIsLongerThanTheBudgetAlone() {
    List<Generation> generations = new Generator(endless, settings(8, 5)).generate(requests(5, 30));
    assertThat(generations).allSatisfy(one -> assertThat(one.tokenIds()).hasSize(30));
  }

  @Test
  void takesRequestsOnlyWhenTheyAreNeeded() {
    int[] taken = new int[1];
    Iterator<GenerationRequest> endlessRequests =
        IntStream.iterate(0, i -> i + 1)
            .mapToObj(
                i -> {
                  taken[0]++;
                  return request(new int[] {5, 1 + i % 20}, NO_PREFIX, 1 + i % 30, i, 0);
                })
            .iterator();
    try (GenerationStream stream =
        new Generator(endless, settings(4, 1000)).generate(endlessRequests)) {
      for (int i = 0; i < 300; i++) {
        assertThat(stream.next().tokenIds()).hasSize(1 + i % 30);
        assertThat(taken[0]).isLessThan(i + 16 * 4 + 10);
      }
    }
  }

  @Test
  void failsTheSequencesOfAStepThatThrowsAndGoesOnWithTheOthers() {
    int[] calls = new int[1];
    StopCondition breaksOnce =
        (tokens, length) -> {
          if (calls[0]++ == 20) {
            throw new IllegalStateException("Cannot stop: a test");
          }
          return false;
        };
    List<Generation> generations =
        new Generator(endless, settings(8, 10_000), breaksOnce, tokens -> {})
            .generate(requests(30, 12));
    assertThat(generations.subList(0, 8))
        .allSatisfy(
            one -> {
              assertThat(one.finishReason()).isEqualTo(FinishReason.ERROR);
              assertThat(one.error())
                  .isEqualTo("java.lang.IllegalStateException: Cannot stop: a test");
            });
    assertThat(generations.subList(8, 30))
        .allSatisfy(one -> assertThat(one.tokenIds()).hasSize(12));
  }

  @Test
  void passesOnWhatTheSourceOfRequestsThrows() {
    Iterator<GenerationRequest> source = requests(5, 3).iterator();
    Iterator<GenerationRequest> broken =
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            return true;
          }

          @Override
          public GenerationRequest next() {
            if (!source.hasNext()) {
              throw new IllegalStateException("Cannot read on: a test");
            }
            return source.next();
          }
        };
    try (GenerationStream stream = new Generator(endless, settings(8, 100)).generate(broken)) {
      assertThatThrownBy(() -> stream.forEachRemaining(one -> {}))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("Cannot read on: a test");
    }
  }

  @Test
  void endsAtStopTokensAndKeepsThem() {
    List<GenerationRequest> requests = requests(60, 20);
    List<Generation> free = new Generator(endless, settings(16, 10_000)).generate(requests);
    List<Generation> stopped =
        new Generator(endless, settings(16, 10_000), StopCondition.atTokens(9, 4), tokens -> {})
            .generate(requests);
    int stops = 0;
    for (int i = 0; i < free.size(); i++) {
      int[] tokens = free.get(i).tokenIds();
      int end =
          IntStream.range(0, 20)
              .filter(t -> tokens[t] == 9 || tokens[t] == 4)
              .findFirst()
              .orElse(19);
      assertThat(stopped.get(i).tokenIds()).isEqualTo(Arrays.copyOf(tokens, end + 1));
      stops += stopped.get(i).finishReason() == FinishReason.STOP ? 1 : 0;
    }
    assertThat(stops).isGreaterThan(20);
  }

  @Test
  void saysThatThereIsNothingMore() {
    try (GenerationStream stream = stream(List.of(), 4, 100)) {
      assertThat(stream.hasNext()).isFalse();
      assertThatThrownBy(stream::next)
          .isInstanceOf(NoSuchElementException.class)
          .hasMessage("Cannot generate: there are no more requests");
    }
  }

  private static GenerationStream stream(List<GenerationRequest> requests, int rows, int tokens) {
    return new Generator(endless, settings(rows, tokens)).generate(requests.iterator());
  }

  private static GenerationSettings settings(int rows, int cacheTokens) {
    return new GenerationSettings(Sampling.full(1), rows, cacheTokens);
  }

  private static List<GenerationRequest> requests(int count, int maxTokens) {
    List<int[]> prompts = SmallPolicy.prompts(count);
    return IntStream.range(0, count)
        .mapToObj(i -> request(prompts.get(i), NO_PREFIX, maxTokens, i, 0))
        .toList();
  }

  private static GenerationRequest request(
      int[] prompt, int[] prefix, int newTokens, int id, int sample) {
    return new GenerationRequest(
        prompt, prefix, prefix.length + newTokens, CounterRandom.of("stream-test", id, sample));
  }
}
