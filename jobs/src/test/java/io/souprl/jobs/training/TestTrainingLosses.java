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
import java.util.Map;
import java.util.stream.Collectors;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A round with prefixes, trained with each of the losses beside SOUP's own. */
class TestTrainingLosses {
  private static final int ROUND = 1;
  private static final Offset<Double> ROUNDING = within(1e-4);

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
    plain = trained("plain");
  }

  @ParameterizedTest
  @CsvSource({
    "gspo, loss.policy-loss=gspo loss.aggregation=seq-mean-token-mean loss.eps-low=3e-4"
        + " loss.eps-high=4e-4",
    "cispo, loss.policy-loss=cispo loss.eps-low=1 loss.eps-high=4",
    "shaped, loss.prefix-loss=shaped loss.shaping-gamma=0.2",
    "top-entropy, loss.prefix-loss=top-entropy loss.top-entropy-fraction=0.3",
    "kl-k2, loss.kl.coefficient=0.1 loss.kl.estimator=k2",
    "kl-k3, loss.kl.coefficient=0.1 loss.kl.reference=1",
    "entropy, loss.entropy-coefficient=0.01",
  })
  void takesItsSteps(String name, String overrides) {
    Map<String, Double> metrics = trained(name, overrides.split(" "));
    for (int step = -1; step < 4; step++) {
      double kl = metrics.getOrDefault(step + " actor/kl_loss", 0.0);
      double entropy = metrics.getOrDefault(step + " actor/entropy_loss", 0.0);
      assertThat(metrics.get(step + " actor/loss"))
          .isCloseTo(metrics.get(step + " actor/pg_loss") + 0.1 * kl - 0.01 * entropy, ROUNDING);
      assertThat(metrics.get(step + " actor/grad_norm")).isPositive();
    }
    assertThat(metrics.get("3 actor/grad_norm")).isNotEqualTo(plain.get("3 actor/grad_norm"));
    assertThat(metrics.containsKey("0 actor/kl_loss")).isEqualTo(name.startsWith("kl-"));
    assertThat(metrics.containsKey("0 actor/entropy_loss")).isEqualTo(name.equals("entropy"));
  }

  @Test
  void keepsAPartOfThePrefixTokens() {
    Map<String, Double> metrics = trained("top", "loss.prefix-loss=top-entropy");
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
    Map<String, Double> metrics = trained("near", "loss.kl.coefficient=0.1", "loss.kl.reference=1");
    for (String estimate : new String[] {"kl_loss", "kl/k1", "kl/k2", "kl/k3"}) {
      assertThat(metrics.get("0 actor/" + estimate)).isCloseTo(0, ROUNDING);
    }
    assertThat(metrics.get("3 actor/kl/k2")).isGreaterThan(1e-4);
    Map<String, Double> base = trained("far", "loss.kl.coefficient=0.1");
    assertThat(base.get("0 actor/kl/k2")).isGreaterThan(0.1);
  }

  @Test
  void measuresTheSameInSeveralPartitions() {
    String[] settings = {
      "loss.kl.coefficient=0.1", "loss.entropy-coefficient=0.05", "loss.prefix-loss=top-entropy"
    };
    Map<String, Double> one = trained("one", settings);
    Map<String, Double> several =
        trained(
            "several",
            settings[0],
            settings[1],
            settings[2],
            "training.partitions=2",
            "training.chunk-size=1000",
            "training.tokens-per-micro-batch=40");
    one.forEach(
        (metric, value) -> assertThat(several.get(metric)).as(metric).isCloseTo(value, ROUNDING));
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

  /** Metrics of the trained round by step and name. */
  private static Map<String, Double> trained(String name, String... overrides) {
    try (HandMadeRun made = TinyRun.copyOf(sampled, home.resolve(name), overrides)) {
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
