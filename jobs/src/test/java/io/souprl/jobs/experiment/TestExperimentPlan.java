package io.souprl.jobs.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.souprl.error.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestExperimentPlan {
  private static final Path COUNTDOWN = Path.of("..", "conf", "experiments", "countdown.yaml");
  private static final String SMALL =
      """
      name: small
      dir: runs/small
      baseline: grpo
      common:
        rollout: {group-size: 4}
      settings:
        one:
          rounds: 2
          seeds: [1, 2]
          config: {training: {optimizer: {learning-rate: 0.5}}}
          algorithms:
            grpo: {preset: grpo}
            soup: {rollout: {prefixed-per-group: 2}, seed: 9}
      """;

  @TempDir private Path folder;

  private ExperimentPlan read(String text) throws IOException {
    Path file = folder.resolve("experiment.yaml");
    Files.writeString(file, text);
    return ExperimentPlan.read(file, folder.resolve("runs"));
  }

  @Test
  void ordersRunsSeedBySeed() throws IOException {
    assertThat(read(SMALL).runs())
        .extracting(ExperimentRun::name)
        .containsExactly("one/grpo-1", "one/soup-1", "one/grpo-2", "one/soup-2");
  }

  @Test
  void layersTheKeysOfARun() throws IOException {
    ExperimentRun soup = read(SMALL).runs().get(3);
    assertThat(soup.config().rollout().groupSize()).isEqualTo(4);
    assertThat(soup.config().rollout().prefixedPerGroup()).isEqualTo(2);
    assertThat(soup.config().training().optimizer().learningRate()).isEqualTo(0.5);
    assertThat(soup.config().seed()).isEqualTo(2);
    assertThat(soup.config().runId()).isEqualTo("soup-2");
    assertThat(soup.config().run().dir()).endsWith("runs/one/soup-2");
    assertThat(soup.rounds()).isEqualTo(2);
  }

  @Test
  void laysPresetsBelowAllKeys() throws IOException {
    ExperimentPlan plan =
        read(
            SMALL
                .replace("{group-size: 4}", "{group-size: 4, prefixed-per-group: 1}")
                .replace(
                    "soup: {rollout: {prefixed-per-group: 2}, seed: 9}", "soup: {preset: soup}"));
    assertThat(plan.runs().get(1).config().rollout().groupSize()).isEqualTo(4);
    assertThat(plan.runs().get(1).config().rollout().prefixedPerGroup()).isEqualTo(1);
  }

  @Test
  void givesEverySettingABaseOfItsOwn() throws IOException {
    assertThat(read(SMALL).bases().get("one").run().dir()).endsWith("runs/one/base");
  }

  @Test
  void readsTheExperimentOfTheRepository() {
    ExperimentPlan plan = ExperimentPlan.read(COUNTDOWN, null);
    assertThat(plan.titles()).containsOnlyKeys("medium", "hard");
    assertThat(plan.runs()).hasSize(5 * 5 + 3 * 3);
    assertThat(plan.runs()).allSatisfy(run -> assertThat(run.config().loss().dualClip()).isZero());
  }

  @Test
  void namesTheRunWhoseKeysAreWrong() {
    assertThatThrownBy(() -> read(SMALL.replace("prefixed-per-group", "prefixd-per-group")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("setting one, algorithm soup: rollout.prefixd-per-group: unknown key")
        .hasMessageContaining("Did you mean rollout.prefixed-per-group?");
  }

  @Test
  void refusesUnknownFieldsAndMissingParts() {
    assertThatThrownBy(() -> read(SMALL + "surplus: 1\n"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("it is no experiment (Unrecognized field \"surplus\"");
    assertThatThrownBy(() -> read(SMALL.replace("baseline: grpo", "baseline: ppo")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("setting one: the baseline 'ppo' is not among its algorithms");
    assertThatThrownBy(() -> read(SMALL.replace("rounds: 2", "rounds: 0")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("it has no rounds or no seeds");
    assertThatThrownBy(() -> read(SMALL.replace("[1, 2]", "[1, 1]")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("a seed occurs twice in [1, 1]");
  }

  @Test
  void selectsRunsByName() throws IOException {
    ExperimentPlan plan = read(SMALL);
    assertThat(new ExperimentSelection(Set.of(), Set.of("soup"), Set.of(2L)).of(plan.runs()))
        .extracting(ExperimentRun::name)
        .containsExactly("one/soup-2");
    assertThatThrownBy(
            () -> new ExperimentSelection(Set.of(), Set.of("sup"), Set.of()).of(plan.runs()))
        .isInstanceOf(InputException.class)
        .hasMessage("--algorithms: the experiment has no sup. It has [grpo, soup].");
  }
}
