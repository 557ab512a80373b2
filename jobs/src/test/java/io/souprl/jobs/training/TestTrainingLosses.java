package io.souprl.jobs.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.souprl.error.InputException;
import io.souprl.jobs.HandMadeRun;
import io.souprl.jobs.TinyRun;
import io.souprl.jobs.rollout.RolloutStage;
import io.souprl.jobs.run.Run;
import io.souprl.jobs.run.Stages;
import io.souprl.table.TableName;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A round with prefixes, trained with each of the losses beside SOUP's own. */
class TestTrainingLosses {
  private static final int ROUND = 1;
  private static final Offset<Double> ROUNDING = within(1e-4);

  private static final String PLAIN = "";
  private static final String GSPO =
      "loss.policy-loss=gspo loss.aggregation=seq-mean-token-mean loss.eps-low=3e-4"
          + " loss.eps-high=4e-4";
  private static final String TOP_ENTROPY = "loss.prefix-loss=top-entropy";
  private static final String KL_TO_BASE = "loss.kl.coefficient=0.1";
  private static final String KL_TO_CURRENT =
      "loss.kl.coefficient=0.1 loss.kl.reference=1 loss.kl.estimator=k2";
  private static final Map<String, Map<String, Double>> TRAINED = new HashMap<>();

  @TempDir private static Path home;
  private static Path sampled;
  private static Map<String, Double> plain;

  @BeforeAll
  static void sampleARoundWithPrefixes() {
    sampled = home.resolve("sampled");
    TinyRun.roundBehind(sampled);
    try (HandMadeRun start = TinyRun.again(sampled)) {
      RolloutStage rollout = new RolloutStage();
      rollout.check(start.run(), ROUND);
      rollout.run(start.run(), ROUND);
      TinyRun.score(start.run(), ROUND);
    }
    plain = trained(PLAIN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        GSPO,
        "loss.policy-loss=cispo loss.eps-low=1 loss.eps-high=4",
        "loss.prefix-loss=shaped loss.shaping-gamma=0.2",
        TOP_ENTROPY,
        KL_TO_BASE,
        KL_TO_CURRENT,
        "loss.entropy-coefficient=0.01"
      })
  void takesItsSteps(String settings) {
    Map<String, Double> metrics = trained(settings);
    for (int step = -1; step < 4; step++) {
      double kl = metrics.getOrDefault(step + " actor/kl_loss", 0.0);
      double entropy = metrics.getOrDefault(step + " actor/entropy_loss", 0.0);
      assertThat(metrics.get(step + " actor/loss"))
          .isCloseTo(metrics.get(step + " actor/pg_loss") + 0.1 * kl - 0.01 * entropy, ROUNDING);
      assertThat(metrics.get(step + " actor/grad_norm")).isPositive();
    }
    assertThat(metrics.get("3 actor/grad_norm")).isNotEqualTo(plain.get("3 actor/grad_norm"));
    assertThat(metrics.containsKey("0 actor/kl_loss")).isEqualTo(settings.contains("loss.kl"));
    assertThat(metrics.containsKey("0 actor/entropy_loss"))
        .isEqualTo(settings.contains("loss.entropy"));
  }

  @Test
  void keepsAPartOfThePrefixTokens() {
    Map<String, Double> metrics = trained(TOP_ENTROPY);
    double kept = metrics.get("-1 soup/prefix/tokens");
    double all = plain.get("-1 soup/prefix/tokens");
    assertThat(kept).isPositive().isBetween(0.2 * all, 0.9 * all);
    assertThat(metrics.get("-1 soup/continuation/tokens"))
        .isEqualTo(plain.get("-1 soup/continuation/tokens"));
    assertThat(metrics.get("0 soup/prefix/entropy"))
        .isGreaterThan(plain.get("0 soup/prefix/entropy"));
  }

  @Test
  void startsWithoutDistanceToTheCurrentPolicyAsReference() {
    Map<String, Double> near = trained(KL_TO_CURRENT);
    for (String estimate : List.of("kl_loss", "kl/k1", "kl/k2", "kl/k3")) {
      assertThat(near.get("0 actor/" + estimate)).isCloseTo(0, ROUNDING);
    }
    assertThat(near.get("3 actor/kl/k2")).isGreaterThan(1e-4);
    assertThat(trained(KL_TO_BASE).get("0 actor/kl/k2")).isGreaterThan(0.1);
  }

  @Test
  void measuresTheSameInSeveralPartitions() {
    String settings = KL_TO_BASE + " loss.entropy-coefficient=0.05 " + TOP_ENTROPY;
    Map<String, Double> one = trained(settings);
    Map<String, Double> several =
        trained(
            settings
                + " training.partitions=2 training.chunk-size=1000"
                + " training.tokens-per-micro-batch=40");
    one.forEach(
        (metric, value) -> {
          if (!metric.matches(".*(timing_s|perf)/.*")) {
            assertThat(several.get(metric)).as(metric).isCloseTo(value, ROUNDING);
          }
        });
  }

  @Test
  void refusesAReferenceThatIsNotBehindTheRound() {
    try (HandMadeRun run =
        TinyRun.copyOf(
            sampled, home.resolve("late"), "loss.kl.coefficient=0.1", "loss.kl.reference=2")) {
      assertThatThrownBy(() -> Stages.run(run.run(), new TrainingStage(), ROUND))
          .isInstanceOf(InputException.class)
          .hasMessage(
              "loss.kl.reference: round 1 has no policy version 2 behind it. Use a version from 0"
                  + " (the base) to 1.");
    }
  }

  /** Metrics of the round, trained once with these settings, by step and name. */
  private static Map<String, Double> trained(String settings) {
    return TRAINED.computeIfAbsent(settings, TestTrainingLosses::train);
  }

  private static Map<String, Double> train(String settings) {
    String[] overrides = settings.isEmpty() ? new String[0] : settings.split(" ");
    try (HandMadeRun made =
        TinyRun.copyOf(sampled, home.resolve("run-" + TRAINED.size()), overrides)) {
      assertThat(Stages.run(made.run(), new TrainingStage(), ROUND).orElseThrow())
          .containsEntry("steps", 4.0);
      return metrics(made.run());
    }
  }

  private static Map<String, Double> metrics(Run run) {
    return run.tables().read(TableName.METRICS, ROUND).collectAsList().stream()
        .collect(
            Collectors.toMap(
                row -> row.getAs("step") + " " + row.getAs("name"), row -> row.getAs("value")));
  }
}
