package io.souprl.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import io.souprl.checkpoint.Architecture;
import io.souprl.checkpoint.ModelConfig;
import io.souprl.generation.GenerationRequest;
import io.souprl.generation.GenerationSettings;
import io.souprl.generation.GenerationStream;
import io.souprl.generation.Generator;
import io.souprl.random.CounterRandom;
import io.souprl.training.GradientComputer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Counts every array of the process: the system manager is the root of all managers. */
class TestNativeArrays {
  private static final int CALLS = 200;
  private static final int SEQUENCES = 100_000;

  /** A leak of 700 bytes a sequence would be more. */
  private static final long GROWTH_BYTES = 64L << 20;

  /** The family with the most kinds of parameters. */
  private static final ModelConfig CONFIG = SmallPolicy.config(Architecture.QWEN3, true, 2);

  private NDManager manager;
  private Decoder decoder;

  @BeforeEach
  void open() {
    manager = Torch.newManager();
    decoder = Decoder.of(manager, SmallPolicy.weights(CONFIG));
  }

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void leavesNoneBehindWhenGenerating() {
    Generator generator = new Generator(decoder, GenerationSettings.full(1, 16));
    List<GenerationRequest> requests =
        SmallPolicy.prompts(20).stream()
            .map(
                prompt ->
                    new GenerationRequest(
                        prompt, new int[] {4, 5}, 6, CounterRandom.of("sampling", 1)))
            .toList();
    generator.generate(requests);
    long before = arrays();
    for (int i = 0; i < CALLS; i++) {
      generator.generate(requests);
    }
    assertThat(arrays()).isEqualTo(before);
  }

  /** Resident memory is read where Linux tells it: the native heap is not Java's to measure. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void doesNotGrowOverAHundredThousandSequences() throws IOException {
    Iterator<GenerationRequest> requests =
        IntStream.range(0, SEQUENCES)
            .mapToObj(
                i ->
                    new GenerationRequest(
                        new int[] {3 + i / 8 % 20, 5},
                        new int[i % 3],
                        i % 3 + 1 + i % 7,
                        CounterRandom.of("sampling", i)))
            .iterator();
    long residentBefore = 0;
    long arraysBefore = 0;
    try (GenerationStream stream =
        new Generator(decoder, GenerationSettings.full(1, 512)).generate(requests)) {
      for (int i = 0; i < SEQUENCES; i++) {
        assertThat(stream.next().error()).isNull();
        if (i == SEQUENCES / 10) {
          residentBefore = residentBytes();
          arraysBefore = arrays();
        }
      }
    }
    assertThat(arrays()).isLessThanOrEqualTo(arraysBefore);
    assertThat(residentBytes() - residentBefore).isLessThan(GROWTH_BYTES);
  }

  private static long residentBytes() throws IOException {

    String[] pages = Files.readString(Path.of("/proc/self/statm")).split(" ", 3);
    return 4096 * Long.parseLong(pages[1]);
  }

  @Test
  void leavesNoneBehindWhenScoring() {
    SequenceScorer scorer = new SequenceScorer(decoder, 1, 64);
    List<TokenSequence> sequences = SmallPolicy.sequences(8);
    scorer.score(sequences);
    long before = arrays();
    for (int i = 0; i < CALLS; i++) {
      scorer.score(sequences);
    }
    assertThat(arrays()).isEqualTo(before);
  }

  @Test
  void leavesNoneBehindWhenComputingGradientsAndLoadingWeights() {
    long bare = arrays();
    float[][] weights = SmallPolicy.weights(CONFIG).values();
    float[][] sums = OptimizerState.fresh(decoder.layout()).firstMoments();
    try (GradientComputer computer = new GradientComputer(decoder, 1, 2, 64)) {
      step(computer, sums, weights);
      long before = arrays();
      for (int i = 0; i < CALLS; i++) {
        step(computer, sums, weights);
      }
      assertThat(arrays()).isEqualTo(before);
    }
    assertThat(arrays()).isEqualTo(bare);
  }

  private void step(GradientComputer computer, float[][] sums, float[][] weights) {
    computer.add(
        SmallPolicy.sequences(8),
        (rows, scores, starts) -> {
          double[] upstream = new double[scores.logprobs().length];
          Arrays.fill(upstream, 1e-3);
          return new GradientComputer.Outcome<>(upstream, 0);
        },
        sums);
    decoder.load(weights);
  }

  private long arrays() {
    NDManager root = manager;
    while (root.getParentManager() != null) {
      root = root.getParentManager();
    }
    int arrays = root.getManagedArrays().size();
    assertThat(arrays).isGreaterThan(decoder.layout().parameters().size());
    return arrays;
  }
}
