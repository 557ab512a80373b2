package io.souprl.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import io.souprl.model.Decoder;
import io.souprl.model.OptimizerState;
import io.souprl.model.ParameterLayout;
import io.souprl.model.PolicyWeights;
import io.souprl.model.SequenceScorer;
import io.souprl.model.SmallPolicy;
import io.souprl.model.TokenScores;
import io.souprl.model.TokenSequence;
import io.souprl.model.Torch;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestGradientComputer {
  private static final double TEMPERATURE = 0.7;
  private static final int ALL_AT_ONCE = 1 << 20;

  private static NDManager manager;
  private static Decoder decoder;
  private static ParameterLayout layout;

  @BeforeAll
  static void open() {
    manager = Torch.newManager();
    PolicyWeights weights = SmallPolicy.weights(SmallPolicy.config());
    layout = weights.layout();
    decoder = Decoder.of(manager, weights);
  }

  @AfterAll
  static void close() {
    manager.close();
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 60", "1, 400", "2, 60", "2, 1048576", "3, 200"})
  void doesNotDependOnMicroBatchesAndThreads(int threads, int tokensPerMicroBatch) {
    List<TokenSequence> sequences = SmallPolicy.sequences(60);
    float[][] expected = gradient(sequences, 1, ALL_AT_ONCE);
    float[][] actual = gradient(sequences, threads, tokensPerMicroBatch);
    for (int i = 0; i < expected.length; i++) {
      assertThat(distance(actual[i], expected[i]))
          .as(layout.parameters().get(i).name())
          .isLessThanOrEqualTo(1e-5 * norm(expected[i]));
    }
  }

  @Test
  void givesTheSameBitsWithTheSameSettings() {
    List<TokenSequence> sequences = SmallPolicy.sequences(60);
    assertThat(gradient(sequences, 2, 100)).isDeepEqualTo(gradient(sequences, 2, 100));
  }

  @Test
  void agreesWithFiniteDifferences() {
    List<TokenSequence> sequences = SmallPolicy.sequences(12);
    PolicyWeights weights = SmallPolicy.weights(SmallPolicy.config());
    float[][] gradient = gradient(sequences, 1, ALL_AT_ONCE);
    double step = 2e-3;
    try (Decoder moved = Decoder.of(manager, weights)) {
      for (int i = 0; i < gradient.length; i++) {
        int at = largest(gradient[i]);
        float original = weights.values()[i][at];
        double[] losses = new double[4];
        double[] offsets = {step, -step, 2 * step, -2 * step};
        for (int j = 0; j < losses.length; j++) {
          weights.values()[i][at] = (float) (original + offsets[j]);
          moved.load(weights.values());
          losses[j] = loss(moved, sequences);
        }
        weights.values()[i][at] = original;
        // Fourth order: (8 (f(h) - f(-h)) - (f(2h) - f(-2h))) / 12 h.
        double slope = (8 * (losses[0] - losses[1]) - (losses[2] - losses[3])) / (12 * step);
        assertThat((double) gradient[i][at])
            .as(layout.parameters().get(i).name())
            .isCloseTo(slope, within(0.01 * Math.abs(slope) + 1e-3));
      }
    }
  }

  @Test
  void givesNoGradientOfMaskedTokens() {
    float[][] sums = zeros();
    add(
        SmallPolicy.sequences(20),
        sums,
        (rows, scores, starts) ->
            new GradientComputer.Outcome<>(new double[scores.logprobs().length], 0));
    assertThat(sums).isDeepEqualTo(zeros());
  }

  @Test
  void ignoresMaskedTokensAtTheEndAsIfTheyWereNotThere() {
    List<TokenSequence> whole = SmallPolicy.sequences(20);
    List<TokenSequence> cut =
        whole.stream()
            .map(
                s ->
                    new TokenSequence(
                        Arrays.copyOf(s.tokenIds(), s.promptLength() + 1), s.promptLength()))
            .toList();
    float[][] masked = zeros();
    add(
        whole,
        masked,
        (rows, scores, starts) -> {
          double[] upstream = new double[scores.logprobs().length];
          for (int row = 0; row < rows.length; row++) {
            upstream[starts[row]] = 1;
          }
          return new GradientComputer.Outcome<>(upstream, 0);
        });
    float[][] expected = zeros();
    add(cut, expected, TestGradientComputer::ones);
    for (int i = 0; i < expected.length; i++) {
      assertThat(distance(masked[i], expected[i])).isLessThanOrEqualTo(1e-5 * norm(expected[i]));
    }
  }

  @Test
  void addsToTheSums() {
    List<TokenSequence> sequences = SmallPolicy.sequences(10);
    float[][] once = zeros();
    float[][] twice = zeros();
    try (GradientComputer computer = new GradientComputer(decoder, 1, 1, ALL_AT_ONCE)) {
      computer.add(sequences, TestGradientComputer::ones, once);
      computer.add(sequences, TestGradientComputer::ones, twice);
      computer.add(sequences, TestGradientComputer::ones, twice);
    }
    for (int i = 0; i < once.length; i++) {
      for (int j = 0; j < once[i].length; j++) {
        once[i][j] *= 2;
      }
      assertThat(distance(twice[i], once[i])).isLessThanOrEqualTo(1e-6 * norm(once[i]));
    }
  }

  @Test
  void forgetsAGradientThatWasNotANumber() {
    List<TokenSequence> sequences = SmallPolicy.sequences(10);
    float[][] expected = zeros();
    float[][] after = zeros();
    try (GradientComputer computer = new GradientComputer(decoder, 1, 1, ALL_AT_ONCE)) {
      computer.add(sequences, TestGradientComputer::ones, expected);
      float[][] bad = zeros();
      computer.add(
          sequences,
          (rows, scores, starts) -> {
            double[] upstream = new double[scores.logprobs().length];
            Arrays.fill(upstream, Double.NaN);
            return new GradientComputer.Outcome<>(upstream, 0);
          },
          bad);
      assertThat(bad[0]).contains(Float.NaN);
      computer.add(sequences, TestGradientComputer::ones, after);
    }
    assertThat(after).isDeepEqualTo(expected);
  }

  @Test
  void readsTheWeightsThatWereLoadedLast() {
    List<TokenSequence> sequences = SmallPolicy.sequences(10);
    float[][] other = PolicyWeights.initialise(SmallPolicy.config(), 9).values();
    float[][] expected = zeros();
    float[][] actual = zeros();
    try (Decoder fresh = Decoder.of(manager, SmallPolicy.weights(SmallPolicy.config()));
        GradientComputer early = new GradientComputer(fresh, 1, 1, ALL_AT_ONCE)) {
      early.add(sequences, TestGradientComputer::ones, zeros());
      fresh.load(other);
      early.add(sequences, TestGradientComputer::ones, actual);
      try (GradientComputer late = new GradientComputer(fresh, 1, 1, ALL_AT_ONCE)) {
        late.add(sequences, TestGradientComputer::ones, expected);
      }
    }
    assertThat(actual).isDeepEqualTo(expected);
  }

  @Test
  void callsTheObjectiveForPromptsWithoutResponseToo() {
    float[][] sums = zeros();
    List<TokenSequence> sequences = List.of(new TokenSequence(new int[] {3, 4}, 2));
    try (GradientComputer computer = new GradientComputer(decoder, 1, 1, ALL_AT_ONCE)) {
      List<Integer> statistics =
          computer.add(
              sequences,
              (rows, scores, starts) ->
                  new GradientComputer.Outcome<>(new double[0], scores.logprobs().length),
              sums);
      assertThat(statistics).containsExactly(0);
      assertThat(computer.add(List.of(), TestGradientComputer::ones, sums)).isEmpty();
    }
    assertThat(sums).isDeepEqualTo(zeros());
  }

  @Test
  void keepsTheSumsWhenTheObjectiveFailsAndCanThenOnlyBeClosed() {
    float[][] sums = zeros();
    List<TokenSequence> sequences = SmallPolicy.sequences(40);
    try (GradientComputer computer = new GradientComputer(decoder, 1, 2, 100)) {
      assertThatThrownBy(
              () ->
                  computer.add(
                      sequences,
                      (rows, scores, starts) -> {
                        if (rows[0] % 2 == 0) {
                          throw new IllegalStateException("no row " + rows[0]);
                        }
                        return ones(rows, scores, starts);
                      },
                      sums))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("Cannot compute the gradient: ")
          .hasMessageContaining("no row ");
      assertThatThrownBy(() -> computer.add(sequences, TestGradientComputer::ones, sums))
          .hasMessage("Cannot compute the gradient: an earlier call failed");
    }
    assertThat(sums).isDeepEqualTo(zeros());
  }

  @Test
  void reportsAnInterruptAndKeepsTheFlag() {
    List<TokenSequence> sequences = SmallPolicy.sequences(40);
    try (GradientComputer computer = new GradientComputer(decoder, 1, 2, 100)) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> computer.add(sequences, TestGradientComputer::ones, zeros()))
          .hasMessage("Cannot compute the gradient: interrupted");
    }
    assertThat(Thread.interrupted()).isTrue();
  }

  /** The gradient of {@link #loss}. */
  private static float[][] gradient(List<TokenSequence> sequences, int threads, int tokens) {
    float[][] sums = zeros();
    try (GradientComputer computer = new GradientComputer(decoder, TEMPERATURE, threads, tokens)) {
      computer.add(
          sequences,
          (rows, scores, starts) -> {
            double[] upstream = new double[scores.logprobs().length];
            for (int row = 0; row < rows.length; row++) {
              for (int t = starts[row]; t < starts[row + 1]; t++) {
                upstream[t] = weight(rows[row], t - starts[row]);
              }
            }
            return new GradientComputer.Outcome<>(upstream, 0);
          },
          sums);
    }
    return sums;
  }

  /** A weighted sum of log-probabilities. */
  private static double loss(Decoder decoder, List<TokenSequence> sequences) {
    List<TokenScores> scores =
        new SequenceScorer(decoder, TEMPERATURE, ALL_AT_ONCE).score(sequences);
    double loss = 0;
    for (int row = 0; row < sequences.size(); row++) {
      for (int t = 0; t < scores.get(row).logprobs().length; t++) {
        loss += weight(row, t) * scores.get(row).logprobs()[t];
      }
    }
    return loss;
  }

  private static double weight(int row, int token) {
    return Math.cos(row + 0.5 * token);
  }

  private static void add(
      List<TokenSequence> sequences,
      float[][] sums,
      GradientComputer.Objective<Integer> objective) {
    try (GradientComputer computer = new GradientComputer(decoder, 1, 1, ALL_AT_ONCE)) {
      computer.add(sequences, objective, sums);
    }
  }

  private static GradientComputer.Outcome<Integer> ones(
      int[] rows, TokenScores scores, int[] starts) {
    double[] upstream = new double[starts[rows.length]];
    Arrays.fill(upstream, 1);
    return new GradientComputer.Outcome<>(upstream, scores.logprobs().length);
  }

  private static float[][] zeros() {
    return OptimizerState.fresh(layout).firstMoments();
  }

  private static int largest(float[] values) {
    int largest = 0;
    for (int i = 1; i < values.length; i++) {
      if (Math.abs(values[i]) > Math.abs(values[largest])) {
        largest = i;
      }
    }
    return largest;
  }

  private static double norm(float[] values) {
    return distance(values, new float[values.length]);
  }

  private static double distance(float[] left, float[] right) {
    double sum = 0;
    for (int i = 0; i < left.length; i++) {
      sum += ((double) left[i] - right[i]) * ((double) left[i] - right[i]);
    }
    return Math.sqrt(sum);
  }
}
