package io.souprl.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import io.souprl.model.OptimizerState;
import io.souprl.model.PolicyWeights;
import io.souprl.model.SmallPolicy;
import io.souprl.model.TokenSequence;
import io.souprl.optim.AdamW;
import io.souprl.soup.BatchCounts;
import io.souprl.soup.ClipBounds;
import io.souprl.soup.KlPenalty;
import io.souprl.soup.LossAggregation;
import io.souprl.soup.PolicyLoss;
import io.souprl.soup.PrefixLoss;
import io.souprl.soup.TokenLossSettings;
import io.souprl.training.RowFault.Quantity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Steps with values that are not finite. */
class TestNumericalFaults {
  private static final int ROWS = 20;
  private static final int MANY = 1000;
  private static final float LIKELY = -3;
  private static final ClipBounds WIDE = new ClipBounds(0.9, 1e6);
  private static final TrainingObjective.Soup SOUP =
      new TrainingObjective.Soup(
          new TokenLossSettings(
              PolicyLoss.CLIPPED, PrefixLoss.RATIO, WIDE, WIDE, 0, 0.1, 0.4, KlPenalty.NONE, 0),
          LossAggregation.TOKEN_MEAN,
          0);

  private final PolicyWeights weights = SmallPolicy.weights(SmallPolicy.config());
  private final OptimizerState state = OptimizerState.fresh(weights.layout());

  @Test
  void namesARowWhoseGradientOverflows() {
    assertThat(skipped(SOUP, rows(1e60, LIKELY)).statistics().faults())
        .containsExactly(new RowFault(7, 3, Quantity.GRADIENT));
  }

  @Test
  void namesARowWhoseLossOverflows() {
    assertThat(skipped(SOUP, rows(1e308, -50)).statistics().faults())
        .containsExactly(new RowFault(7, 3, Quantity.LOSS));
  }

  @Test
  void namesNoRowWhenOnlyTheirSumOverflows() {
    List<TrainingExample> copies = Collections.nCopies(MANY, rows(1, LIKELY).get(13));
    float[][] alone = weights.layout().zeros();
    try (StepGradient gradient = new StepGradient(weights, settings(SOUP), Device.cpu())) {
      gradient.add(copies.subList(0, 1), plan(SOUP, copies), alone);
    }
    double greatest =
        Arrays.stream(alone)
            .flatMapToDouble(
                values -> IntStream.range(0, values.length).mapToDouble(i -> Math.abs(values[i])))
            .max()
            .orElseThrow();
    TrainingExample large = rows(Float.MAX_VALUE / greatest * 3 / MANY, LIKELY).get(13);
    assertThat(skipped(SOUP, Collections.nCopies(MANY, large)).statistics().faults()).isEmpty();
  }

  @Test
  void namesRowsWhoseLogprobsAreNoNumbers() {
    Arrays.fill(weights.values()[0], Float.POSITIVE_INFINITY);
    for (TrainingObjective objective :
        List.of(SOUP, new TrainingObjective.NegativeLogLikelihood())) {
      assertThat(skipped(objective, rows(1, LIKELY)).statistics().faults())
          .hasSize(ROWS)
          .allSatisfy(fault -> assertThat(fault.quantity()).isEqualTo(Quantity.LOGPROBS));
    }
  }

  @Test
  void goesOnAsIfTheStepHadNotBeen() {
    PolicyWeights other = SmallPolicy.weights(SmallPolicy.config());
    OptimizerState otherState = OptimizerState.fresh(other.layout());
    try (LocalTrainer faulty = new LocalTrainer(weights, state, settings(SOUP), Device.cpu());
        LocalTrainer sound = new LocalTrainer(other, otherState, settings(SOUP), Device.cpu())) {
      assertThat(faulty.step(plan(SOUP, rows(1e60, LIKELY)), rows(1e60, LIKELY)).skipped())
          .isTrue();
      List<TrainingExample> rows = rows(1, LIKELY);
      assertThat(faulty.step(plan(SOUP, rows), rows).skipped()).isFalse();
      sound.step(plan(SOUP, rows), rows);
    }
    assertThat(weights.values()).isDeepEqualTo(other.values());
    assertThat(state.firstMoments()).isDeepEqualTo(otherState.firstMoments());
  }

  @Test
  void stopsAfterThreeInARow() {
    StepResult good = result(1);
    StepResult bad = result(Double.NaN);
    assertThat(StepResult.stopped(List.of(bad, bad))).isFalse();
    assertThat(StepResult.stopped(List.of(bad, bad, good, bad))).isFalse();
    assertThat(StepResult.stopped(List.of(good, bad, bad, bad))).isTrue();
  }

  private static StepResult result(double norm) {
    return new StepResult(new StepPlan(0, 1, BatchCounts.NONE, 1), StepStatistics.NONE, norm, 1);
  }

  private StepResult skipped(TrainingObjective objective, List<TrainingExample> rows) {
    float[][] before = Arrays.stream(weights.values()).map(float[]::clone).toArray(float[][]::new);
    try (LocalTrainer trainer =
        new LocalTrainer(weights, state, settings(objective), Device.cpu())) {
      StepResult result = trainer.step(plan(objective, rows), rows);
      assertThat(result.skipped()).isTrue();
      assertThat(weights.values()).isDeepEqualTo(before);
      assertThat(state.firstMoments()).isDeepEqualTo(weights.layout().zeros());
      return result;
    }
  }

  private static TrainerSettings settings(TrainingObjective objective) {
    return new TrainerSettings(objective, new AdamW(0.9, 0.95, 1e-8, 0), 1, 1, 1, 100);
  }

  private static StepPlan plan(TrainingObjective objective, List<TrainingExample> rows) {
    BatchCounts counts =
        rows.stream().map(objective::counts).reduce(BatchCounts.NONE, BatchCounts::plus);
    return new StepPlan(0, 1, counts, 0.01);
  }

  /** Rows of advantage 1, but for one. */
  private static List<TrainingExample> rows(double advantage, float behaviourLogprob) {
    List<TokenSequence> sequences = SmallPolicy.sequences(ROWS);
    List<TrainingExample> rows = new ArrayList<>();
    for (int i : IntStream.range(0, ROWS).toArray()) {
      float[] behaviour = new float[sequences.get(i).length() - sequences.get(i).promptLength()];
      Arrays.fill(behaviour, i == 13 ? behaviourLogprob : LIKELY);
      rows.add(
          new TrainingExample(
              0,
              i == 13 ? 7 : i,
              i == 13 ? 3 : 0,
              sequences.get(i).tokenIds(),
              sequences.get(i).promptLength(),
              behaviour,
              0,
              i == 13 ? advantage : 1,
              new float[0]));
    }
    return rows;
  }
}
