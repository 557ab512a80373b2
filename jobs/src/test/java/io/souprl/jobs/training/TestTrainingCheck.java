package io.souprl.jobs.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.souprl.config.SoupConfig;
import io.souprl.error.InputException;
import io.souprl.jobs.HandMadeRun;
import io.souprl.jobs.LocalSpark;
import io.souprl.jobs.TinyRun;
import io.souprl.jobs.rollout.RolloutStage;
import io.souprl.jobs.run.Run;
import io.souprl.jobs.run.Stages;
import io.souprl.soup.DriftVerdict;
import io.souprl.table.TableName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Round 1 has four groups of four, the first two samples prefixed; odd samples are right. */
class TestTrainingCheck {
  private static final int ROUND = 1;

  @TempDir private static Path home;
  private static Path sampled;

  @BeforeAll
  static void sampleARoundWithPrefixes() {
    sampled = home.resolve("sampled");
    TinyRun.roundBehind(sampled);
    try (HandMadeRun start = TinyRun.again(sampled)) {
      Stages.run(start.run(), new RolloutStage(), ROUND);
      TinyRun.score(start.run(), ROUND);
    }
  }

  private static TrainingCheck check(Path directory, String... overrides) {
    try (Run run = Run.read(LocalSpark.session(), TinyRun.config(directory, overrides))) {
      return TrainingCheck.of(run, ROUND);
    }
  }

  @Test
  void forecastsWhatTrainingFinds() {
    TrainingCheck check = check(sampled);
    assertThat(check.passes()).isTrue();
    assertThat(check.trained()).isFalse();
    assertThat(check.changedKeys()).isEmpty();
    assertThat(check.counts()).isEqualTo(new TrainingCheck.Counts(16, 16, 16, 4, 4, 0, 4, 0));
    assertThat(check.metrics()).containsEntry("critic/score/mean", 0.5);
    assertThat(check.continuation().ratios().kl()).isZero();
    assertThat(check.continuation().loss().clipFraction()).isZero();
    assertThat(check.prefix().ratios().tokens()).isPositive();
    assertThat(check.prefix().ratios().k3Kl()).isPositive();
    assertThat(check.all().ratios().tokens())
        .isEqualTo(check.prefix().ratios().tokens() + check.continuation().ratios().tokens());
    assertThat(check.historyLags().bars()).containsExactly(new Histogram.Bar(1, 1, 8));
    assertThat(check.responseLengths().bars().stream().mapToLong(Histogram.Bar::count).sum())
        .isEqualTo(16);
    assertThat(check.verdicts())
        .extracting(DriftVerdict::key)
        .containsExactly(
            "training.gate.min-ess",
            "training.gate.max-abs-kl",
            "training.gate.min-mean-ratio",
            "training.gate.max-mean-ratio");

    try (HandMadeRun trained = TinyRun.copyOf(sampled, home.resolve("trained"))) {
      Map<String, Double> counts =
          Stages.run(trained.run(), new TrainingStage(), ROUND).orElseThrow();
      assertThat(counts.get("steps")).isEqualTo(check.counts().steps());
      Map<String, Double> written = new TreeMap<>();
      for (Row row :
          trained
              .run()
              .tables()
              .read(TableName.METRICS, ROUND)
              .where("step = -1")
              .collectAsList()) {
        written.put(row.getAs("name"), row.getAs("value"));
      }
      assertThat(written).containsAllEntriesOf(check.metrics());
    }
    assertThat(check(home.resolve("trained")).trained()).isTrue();
  }

  @Test
  void countsTokensThatAreClippedBeforeTheFirstStep() {
    TrainingCheck narrow = check(sampled, "loss.prefix-eps-low=0", "loss.prefix-eps-high=0");
    double clipped = narrow.prefix().loss().clipFraction();
    assertThat(clipped).isBetween(0.1, 0.9);
    assertThat(narrow.prefix().loss().clipHighFraction()).isPositive();
    assertThat(narrow.prefix().loss().clipLowFraction()).isPositive();
    assertThat(narrow.all().loss().clipFraction() * narrow.all().ratios().tokens())
        .isCloseTo(clipped * narrow.prefix().ratios().tokens(), within(1e-6));
  }

  @Test
  void forecastsLossesThatNeedMoreThanTheTables() {
    TrainingCheck plain = check(sampled);
    TrainingCheck check =
        check(
            sampled,
            "loss.prefix-loss=top-entropy",
            "loss.kl.coefficient=0.1",
            "loss.entropy-coefficient=0.01");
    assertThat(check.all()).isEqualTo(plain.all());
    assertThat(check.counts().steps()).isEqualTo(plain.counts().steps());
  }

  @Test
  void leavesTheRunAsItIsAlsoWhileAnotherProcessWorksOnIt() throws IOException {
    Path busy = home.resolve("busy");
    try (HandMadeRun owner = TinyRun.copyOf(sampled, busy)) {
      Files.writeString(busy.resolve("_tmp").resolve("in-use"), "x");
      Map<String, String> before = contents(busy);
      check(busy);
      assertThat(contents(busy)).isEqualTo(before);
      assertThat(owner.run().ledger().nextRound()).isZero();
    }
  }

  private static Map<String, String> contents(Path directory) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.toList()) {
        contents.put(
            directory.relativize(file).toString(),
            Files.getLastModifiedTime(file)
                + (Files.isRegularFile(file) ? " " + Files.size(file) : ""));
      }
    }
    return contents;
  }

  @Test
  void saysWhichBoundRefusesTheRound() {
    String[] bounds = {"training.gate.max-abs-kl=0", "training.gate.prefix.min-ess=1"};
    TrainingCheck check = check(sampled, bounds);
    assertThat(check.passes()).isFalse();
    assertThat(check.changedKeys()).isEmpty();
    assertThat(CheckFormat.TEXT.render(check))
        .contains(
            "Gate: refuses\n",
            "  FAIL  effective sample fraction",
            "training.gate.prefix.min-ess\n")
        .endsWith("than it was begun with.\n");
    assertThat(check(sampled, bounds[1], "training.gate.enabled=false").passes()).isTrue();
    try (HandMadeRun refused = TinyRun.copyOf(sampled, home.resolve("refused"), bounds)) {
      assertThatThrownBy(() -> Stages.run(refused.run(), new TrainingStage(), ROUND))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith(
              "Cannot train round 1: the gate refuses it. The prefix zone has drifted: effective"
                  + " sample fraction is 0.")
          .hasMessageContaining("below its bound of 1.0 (training.gate.prefix.min-ess)");
      assertThat(refused.run().tables().read(TableName.TRAINING_ROWS).isEmpty()).isTrue();
    }
    try (HandMadeRun widened = TinyRun.again(home.resolve("refused"))) {
      assertThat(Stages.run(widened.run(), new TrainingStage(), ROUND)).isPresent();
    }
  }

  @Test
  void namesKeysThatChangedWithinTheRound() {
    TrainingCheck check = check(sampled, "loss.eps-high=0.5");
    assertThat(check.changedKeys()).containsExactly("loss.eps-high: 0.28 -> 0.5");
    assertThat(CheckFormat.TEXT.render(check))
        .contains(
            "Note: the round was begun with another value, train refuses this one: loss.eps-high:"
                + " 0.28 -> 0.5\n");
  }

  @Test
  void saysThatARoundWithoutVarianceMakesNoStep() {
    Path equal = home.resolve("equal");
    TinyRun.copyOf(sampled, equal).close();
    LocalSpark.sql("UPDATE delta.`%s/scores` SET reward = 1, status = 'correct'".formatted(equal));
    TrainingCheck check = check(equal);
    assertThat(check.counts()).isEqualTo(new TrainingCheck.Counts(16, 16, 16, 4, 0, 4, 0, 4));
    assertThat(check.passes()).isTrue();
    String text = CheckFormat.TEXT.render(check);
    assertThat(text)
        .contains("0 live; 4 (100.0 %) with equal rewards", "No step would be made")
        .doesNotContain("NaN");
    assertThat(CheckFormat.JSON.render(check)).doesNotContain("NaN");
  }

  @Test
  void isWrittenForPeopleAndForPrograms() throws IOException {
    TrainingCheck check = check(sampled);
    String text = CheckFormat.TEXT.render(check);
    assertThat(text)
        .startsWith("Run hand-made, round 1: what training would find\n\nrollouts       16  16")
        .contains(
            "groups          4  4 live; 0 (0.0 %) with equal rewards\n",
            "steps           4  of 4;",
            "Responses by length in tokens\n",
            "Prefixes by lag in policy versions\n  1 |#",
            "Gate: passes\n  ok    effective sample fraction")
        .doesNotContain("NaN");

    JsonNode json = new ObjectMapper().readTree(CheckFormat.JSON.render(check));
    assertThat(json.path("passes").asBoolean()).isTrue();
    assertThat(json.path("live_groups").asInt()).isEqualTo(4);
    assertThat(json.path("tokens").path("prefix").path("ess").asDouble())
        .isEqualTo(check.prefix().ratios().effectiveSampleFraction());
    assertThat(json.path("metrics").path("soup/prefixed_fraction").asDouble()).isEqualTo(0.5);
    assertThat(json.path("history_lags").toString())
        .isEqualTo("[{\"from\":1,\"to\":1,\"count\":8}]");
    assertThat(json.path("gate").path("bounds").path(0).toString())
        .startsWith("{\"key\":\"training.gate.min-ess\",\"tokens\":\"all\",")
        .endsWith("\"side\":\"at_least\",\"bound\":0.3,\"passes\":true}");
  }

  @Test
  void refusesWhatThereIsNothingToCheckIn() {
    SoupConfig nowhere = SoupConfig.parse("", List.of("run.dir=" + home.resolve("nowhere")));
    assertThatThrownBy(() -> Run.read(LocalSpark.session(), nowhere))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "file:%s: there is no run here (no table prompts). Name the run.dir of a run that has"
                    .formatted(home.resolve("nowhere"))
                + " begun.");
    assertThat(home.resolve("nowhere")).doesNotExist();
    try (HandMadeRun fresh = TinyRun.in(home.resolve("fresh"))) {
      assertThatThrownBy(() -> TrainingCheck.of(fresh.run(), 0))
          .isInstanceOf(InputException.class)
          .hasMessage("round 0: its scoring is not done. Run souprl score --round 0.");
    }
  }
}
