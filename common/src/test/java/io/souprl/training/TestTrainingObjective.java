package io.souprl.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.souprl.model.Decoder;
import io.souprl.model.ParameterLayout;
import io.souprl.model.PolicyWeights;
import io.souprl.model.SequenceScorer;
import io.souprl.model.SmallPolicy;
import io.souprl.model.TokenScores;
import io.souprl.model.TokenSequence;
import io.souprl.model.Torch;
import io.souprl.optim.AdamW;
import io.souprl.random.CounterRandom;
import io.souprl.soup.BatchCounts;
import io.souprl.soup.ClipBounds;
import io.souprl.soup.KlEstimator;
import io.souprl.soup.KlPenalty;
import io.souprl.soup.LossAggregation;
import io.souprl.soup.PolicyLoss;
import io.souprl.soup.PrefixLoss;
import io.souprl.soup.TokenLossSettings;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every mode of the loss through a policy. */
class TestTrainingObjective {
  private static final double TEMPERATURE = 0.7;
  private static final int ALL_AT_ONCE = 1 << 20;
  private static final int ROWS = 40;

  /** So wide that no ratio of these rows is near them: differences see no kink. */
  private static final ClipBounds WIDE = new ClipBounds(0.9, 9);

  private static final KlPenalty K3 = new KlPenalty(0.3, KlEstimator.K3);

  private static PolicyWeights weights;
  private static ParameterLayout layout;
  private static List<TrainingExample> rows;

  @BeforeAll
  static void makeRows() {
    weights = SmallPolicy.weights(SmallPolicy.config());
    layout = weights.layout();
    rows = rows();
  }

  static Stream<TrainingObjective.Soup> objectives() {
    List<TrainingObjective.Soup> objectives = new ArrayList<>();
    for (PolicyLoss policyLoss : PolicyLoss.values()) {
      for (PrefixLoss prefixLoss : PrefixLoss.values()) {
        objectives.add(objective(policyLoss, prefixLoss, KlPenalty.NONE, 0));
      }
    }
    objectives.add(
        objective(PolicyLoss.CLIPPED, PrefixLoss.RATIO, new KlPenalty(0.3, KlEstimator.K2), 0));
    objectives.add(objective(PolicyLoss.CLIPPED, PrefixLoss.MASKED, K3, 0));
    objectives.add(objective(PolicyLoss.CLIPPED, PrefixLoss.RATIO, KlPenalty.NONE, 0.2));
    objectives.add(objective(PolicyLoss.GSPO, PrefixLoss.TOP_ENTROPY, K3, 0.2));
    objectives.add(objective(PolicyLoss.CISPO, PrefixLoss.SHAPED, K3, 0.2));
    return objectives.stream();
  }

  /** Those without a stopped gradient: the loss's own differences are its gradient. */
  static Stream<TrainingObjective.Soup> differentiableObjectives() {
    return objectives()
        .filter(objective -> objective.settings().policyLoss() != PolicyLoss.CISPO)
        .filter(objective -> objective.settings().prefixLoss() != PrefixLoss.TOP_ENTROPY);
  }

  @ParameterizedTest
  @MethodSource("objectives")
  void givesTheSameGradientInAnyOrderMicroBatchesAndPartitions(TrainingObjective.Soup objective) {
    float[][] whole = layout.zeros();
    StepStatistics expected = add(objective, rows, ALL_AT_ONCE, whole, weights);
    assertThat(norm(whole)).isPositive();
    List<TrainingExample> shuffled = new ArrayList<>(rows);
    Collections.shuffle(shuffled, new Random(5));
    float[][] parts = layout.zeros();
    StepStatistics actual = StepStatistics.NONE;
    for (List<TrainingExample> partition :
        List.of(shuffled.subList(0, 7), shuffled.subList(7, 8), shuffled.subList(8, ROWS))) {
      actual = actual.plus(add(objective, partition, 60, parts, weights));
    }
    assertThat(distance(parts, whole)).isLessThanOrEqualTo(1e-5 * norm(whole));
    assertThat(actual.loss()).isCloseTo(expected.loss(), within(1e-5));
    assertThat(actual.terms().policy()).isCloseTo(expected.terms().policy(), within(1e-5));
    assertThat(actual.terms().kl()).isCloseTo(expected.terms().kl(), within(1e-5));
    assertThat(actual.terms().entropy()).isCloseTo(expected.terms().entropy(), within(1e-5));
    assertThat(actual.zones().all().tokens()).isEqualTo(counts(objective).tokens());
    assertThat(expected.zones().all().tokens()).isEqualTo(counts(objective).tokens());
  }

  @ParameterizedTest
  @MethodSource("differentiableObjectives")
  void agreesWithFiniteDifferences(TrainingObjective.Soup objective) {
    float[][] gradient = layout.zeros();
    add(objective, rows, ALL_AT_ONCE, gradient, weights);
    PolicyWeights moved = SmallPolicy.weights(SmallPolicy.config());
    double step = 2e-3;
    for (int i = 0; i < gradient.length; i += 2) {
      int at = largest(gradient[i]);
      float original = moved.values()[i][at];
      double[] losses = new double[4];
      double[] offsets = {step, -step, 2 * step, -2 * step};
      for (int j = 0; j < losses.length; j++) {
        moved.values()[i][at] = (float) (original + offsets[j]);
        losses[j] = add(objective, rows, ALL_AT_ONCE, layout.zeros(), moved).loss();
      }
      moved.values()[i][at] = original;
      // Fourth order: (8 (f(h) - f(-h)) - (f(2h) - f(-2h))) / 12 h.
      double slope = (8 * (losses[0] - losses[1]) - (losses[2] - losses[3])) / (12 * step);
      assertThat((double) gradient[i][at])
          .as(layout.parameters().get(i).name())
          .isCloseTo(slope, within(0.01 * Math.abs(slope) + 2e-4));
    }
  }

  private static TrainingObjective.Soup objective(
      PolicyLoss policyLoss, PrefixLoss prefixLoss, KlPenalty kl, double entropyCoefficient) {
    return new TrainingObjective.Soup(
        new TokenLossSettings(
            policyLoss, prefixLoss, WIDE, WIDE, 0, 0.1, 0.4, kl, entropyCoefficient),
        policyLoss == PolicyLoss.GSPO
            ? LossAggregation.SEQ_MEAN_TOKEN_MEAN
            : LossAggregation.TOKEN_MEAN,
        0);
  }

  private static StepStatistics add(
      TrainingObjective.Soup objective,
      List<TrainingExample> examples,
      int tokensPerMicroBatch,
      float[][] sums,
      PolicyWeights policy) {
    TrainerSettings settings =
        new TrainerSettings(
            objective, new AdamW(0.9, 0.95, 1e-8, 0), 1, TEMPERATURE, 1, tokensPerMicroBatch);
    try (StepGradient gradient = new StepGradient(policy, settings, Device.cpu())) {
      return gradient.add(examples, new StepPlan(0, 1, counts(objective), 1), sums);
    }
  }

  private static BatchCounts counts(TrainingObjective.Soup objective) {
    return rows.stream().map(objective::counts).reduce(BatchCounts.NONE, BatchCounts::plus);
  }

  /** Recorded and reference log-probs lie around the policy's own. */
  private static List<TrainingExample> rows() {
    List<TokenSequence> sequences = SmallPolicy.sequences(ROWS);
    List<TokenScores> scores;
    try (NDManager manager = Torch.newManager()) {
      scores =
          new SequenceScorer(Decoder.of(manager, weights), TEMPERATURE, ALL_AT_ONCE)
              .score(sequences);
    }
    List<TrainingExample> examples = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      CounterRandom random = CounterRandom.of("test-objective", 1, i);
      float[] behaviour = scores.get(i).logprobs().clone();
      float[] reference = behaviour.clone();
      for (int t = 0; t < behaviour.length; t++) {
        behaviour[t] += (float) (0.2 * random.normal(2L * t));
        reference[t] += (float) (0.5 * random.normal(2L * t + 1));
      }
      examples.add(
          new TrainingExample(
              0,
              i,
              0,
              sequences.get(i).tokenIds(),
              sequences.get(i).promptLength(),
              behaviour,
              random.below(behaviour.length + 1, 5000),
              random.normal(6000),
              reference));
    }
    return examples;
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

  private static double norm(float[][] values) {
    return distance(values, layout.zeros());
  }

  private static double distance(float[][] left, float[][] right) {
    double sum = 0;
    for (int i = 0; i < left.length; i++) {
      for (int j = 0; j < left[i].length; j++) {
        sum += ((double) left[i][j] - right[i][j]) * ((double) left[i][j] - right[i][j]);
      }
    }
    return Math.sqrt(sum);
  }
}
