package io.souprl.jobs.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.souprl.checkpoint.CheckpointDirectory;
import io.souprl.checkpoint.WeightType;
import io.souprl.error.InputException;
import io.souprl.jobs.HandMadeRun;
import io.souprl.jobs.LocalSpark;
import io.souprl.jobs.TinyRun;
import io.souprl.jobs.rollout.RolloutStage;
import io.souprl.jobs.run.CheckpointFiles;
import io.souprl.jobs.run.Run;
import io.souprl.jobs.run.Stages;
import io.souprl.jobs.table.PolicyVersion;
import io.souprl.jobs.table.RunDirectory;
import io.souprl.model.PolicyCheckpoint;
import io.souprl.table.StageName;
import io.souprl.table.TableName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestTrainingStage {
  private static final int ROUND = 1;

  @TempDir private static Path home;
  private static Path sampled;
  private static HandMadeRun made;
  private static Map<String, Double> counts;

  @BeforeAll
  static void trainOnARoundWithPrefixes() {
    sampled = home.resolve("sampled");
    TinyRun.roundBehind(sampled);
    try (HandMadeRun start = TinyRun.again(sampled)) {
      RolloutStage rollout = new RolloutStage();
      rollout.check(start.run(), ROUND);
      rollout.run(start.run(), ROUND);
      start
          .run()
          .ledger()
          .record(
              StageName.ROLLOUT, ROUND, "hash", Map.of(), Map.of("seconds", 2.0), Instant.EPOCH);
      TinyRun.score(start.run(), ROUND);
    }
    made = TinyRun.copyOf(sampled, home.resolve("run"));
    counts = train(made);
  }

  @AfterAll
  static void closeTheRun() {
    made.close();
  }

  private static Map<String, Double> train(HandMadeRun run) {
    return Stages.run(run.run(), new TrainingStage(), ROUND).orElseThrow();
  }

  private static HandMadeRun copy(String name, String... overrides) {
    return TinyRun.copyOf(sampled, home.resolve(name), overrides);
  }

  @Test
  void writesANewPolicyVersion() {
    PolicyVersion trained = made.run().checkpoints().version(ROUND + 1);
    assertThat(trained.contentHash())
        .isNotEqualTo(made.run().checkpoints().version(ROUND).contentHash());
    assertThat(counts).containsEntry("steps", 4.0).containsEntry("empty_steps", 0.0);
    assertThat(PolicyCheckpoint.globalStep(CheckpointFiles.local(trained))).isEqualTo(4);
    assertThat(RunDirectory.localPath(made.run().directory().temporary())).isEmptyDirectory();
  }

  @Test
  void probesThePoliciesThatSampled() {
    assertThat(counts)
        .containsEntry("probe/rows", 16.0)
        .containsEntry("probe/past_rows", 8.0)
        .containsEntry("probe/unprobed_rows", 0.0);
    assertThat(counts.get("probe/max_difference")).isBetween(0.0, 1e-4);
    assertThat(counts.get("probe/past_max_difference")).isBetween(0.0, 1e-4);
  }

  @Test
  void countsRowsWhosePastPolicyIsGone() {
    Path directory = home.resolve("gone");
    try (HandMadeRun copied = copy("gone")) {
      LocalSpark.sql(
          "UPDATE delta.`%s` SET uri = '%s' WHERE policy_version = 0"
              .formatted(
                  copied.run().directory().table(TableName.CHECKPOINTS), home.resolve("no-files")));
    }
    try (HandMadeRun gone = TinyRun.again(directory)) {
      assertThat(train(gone))
          .containsEntry("probe/past_rows", 0.0)
          .containsEntry("probe/unprobed_rows", 8.0);
    }
  }

  @Test
  void refusesLogprobsThatNoPolicyGave() {
    assertThatThrownBy(() -> trainWithOther("current_logprobs", "true"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageMatching(
            "(?s)Cannot train round 1: policy version 1 .* does not give recorded"
                + " log-probabilities again\\. Rollout [0-9a-f]{32}, response token \\d+: recorded .*");
    assertThatThrownBy(() -> trainWithOther("behaviour_logprobs", "prefix_length > 0"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("Cannot train round 1: policy version 0 ");
    assertThatThrownBy(
            () ->
                trainWithOther(
                    "segments",
                    "transform(segments, s -> named_struct('policy_version', s.policy_version,"
                        + " 'checkpoint_hash', 'other', 'source_rollout_id', s.source_rollout_id,"
                        + " 'length', s.length))",
                    "prefix_length > 0"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("names the checkpoint other of policy version 0, registered is ");
  }

  private static void trainWithOther(String column, String where) {
    trainWithOther(column, "transform(" + column + ", p -> p - 0.001f)", where);
  }

  private static void trainWithOther(String column, String value, String where) {
    try (HandMadeRun changed = copy("other-" + column)) {
      update(
          changed,
          TableName.ROLLOUTS,
          "%s = IF(%s, %s, %s)".formatted(column, where, value, column));
      try {
        train(changed);
      } finally {
        requireUntrained(changed);
      }
    }
  }

  @Test
  void consumesEveryRolloutOnceAnEpoch() {
    List<Row> rows = made.run().tables().read(TableName.TRAINING_ROWS).collectAsList();
    assertThat(rows)
        .hasSize(32)
        .extracting(row -> row.getAs("epoch") + " " + row.getAs("rollout_id"))
        .doesNotHaveDuplicates();
    assertThat(rows)
        .extracting(row -> row.<String>getAs("rollout_id"))
        .containsAll(
            TinyRun.rollouts(made.run(), ROUND).stream()
                .map(row -> row.<String>getAs("rollout_id"))
                .toList());
    assertThat(rows)
        .allSatisfy(
            row -> {
              assertThat(row.<Integer>getAs("step") / 2).isEqualTo(row.<Integer>getAs("epoch"));
              assertThat(row.<Boolean>getAs("included")).isTrue();
              assertThat(row.<String>getAs("excluded_reason")).isNull();
              assertThat(Math.signum(row.<Double>getAs("advantage")))
                  .isEqualTo(row.<Double>getAs("reward") == 1 ? 1 : -1);
            });
  }

  @Test
  void measuresEveryStepAndTheWholeStage() {
    List<String> names =
        List.of(
            "actor/pg_loss",
            "actor/grad_norm",
            "actor/entropy",
            "soup/prefix/ratio_mean",
            "soup/prefix/entropy",
            "soup/continuation/ratio_mean");
    Map<String, Double> metrics = metrics(made.run());
    for (int step = -1; step < 4; step++) {
      for (String name : names) {
        assertThat(metrics).containsKey(step + " " + name);
      }
    }
    assertThat(metrics.get("0 soup/continuation/ratio_mean")).isCloseTo(1, within(1e-4));
    assertThat(Math.abs(metrics.get("0 soup/prefix/ratio_mean") - 1)).isGreaterThan(1e-4);
    assertThat(metrics.get("0 actor/grad_norm")).isPositive();
    assertThat(metrics).containsEntry("-1 soup/prefixed_fraction", 0.5);
  }

  @Test
  void tellsHowLongTheStagesOfTheRoundTook() {
    Map<String, Double> times =
        rows(made.run()).stream()
            .filter(TestTrainingStage::measuresTime)
            .collect(
                Collectors.toMap(
                    row -> row.getAs("stage") + " " + row.getAs("name"),
                    row -> row.getAs("value")));
    assertThat(times)
        .containsOnlyKeys(
            "rollout timing_s/gen",
            "scoring timing_s/reward",
            "training timing_s/update_actor",
            "training timing_s/step",
            "training perf/throughput")
        .containsEntry("rollout timing_s/gen", 2.0)
        .containsEntry("scoring timing_s/reward", 0.5);
    double step = times.get("training timing_s/step");
    assertThat(step).isEqualTo(2.5 + times.get("training timing_s/update_actor"));
    assertThat(times.get("training perf/throughput"))
        .isCloseTo(metrics(made.run()).get("-1 perf/total_num_tokens") / step, within(1e-9));
  }

  @Test
  void writesNoMetricThatIsNotDocumented() throws IOException {
    Set<String> documented = new TreeSet<>();
    Pattern cell = Pattern.compile("^\\| `([a-z0-9_/<>]+)` \\|.*");
    for (String line : Files.readAllLines(Path.of("..", "docs", "metrics.md"))) {
      Matcher matcher = cell.matcher(line);
      if (matcher.matches()) {
        String name = matcher.group(1);
        documented.add(name.replace("<zone>", "prefix"));
        documented.add(name.replace("<zone>", "continuation"));
      }
    }
    assertThat(documented)
        .containsAll(rows(made.run()).stream().map(row -> row.<String>getAs("name")).toList());
  }

  @Test
  void writesTheSameBytesForTheSamePlan() throws IOException {
    try (HandMadeRun again = copy("again")) {
      train(again);
      for (String name :
          List.of(CheckpointDirectory.WEIGHTS_FILE_NAME, CheckpointDirectory.OPTIMIZER_FILE_NAME)) {
        assertThat(Files.mismatch(trained(again).resolve(name), trained(made).resolve(name)))
            .isEqualTo(-1);
      }
      assertThat(metrics(again.run())).isEqualTo(metrics(made.run()));
    }
  }

  @Test
  void learnsTheSameInSeveralPartitions() {
    requireSameWeights(
        "partitions",
        "training.partitions=3",
        "training.chunk-size=1000",
        "training.threads=2",
        "training.tokens-per-micro-batch=40",
        "training.state-interval=2");
  }

  @Test
  void learnsTheSameInSeveralThreadsAndSmallMicroBatches() {
    requireSameWeights("threads", "training.threads=2", "training.tokens-per-micro-batch=40");
  }

  @Test
  void storesRoundedWeightsBesideTheExactOnesThatTrainingGoesOnFrom() {
    try (HandMadeRun rounded = copy("rounded", "training.save-dtype=bfloat16")) {
      train(rounded);
      float[][] exact = PolicyCheckpoint.read(trained(made)).values();
      assertThat(PolicyCheckpoint.readForTraining(trained(rounded)).values()).isDeepEqualTo(exact);
      float[][] stored = PolicyCheckpoint.read(trained(rounded)).values();
      assertThat(stored[0][0])
          .isNotEqualTo(exact[0][0])
          .isEqualTo(WeightType.BFLOAT16.rounded(exact[0][0]));
    }
  }

  private static void requireSameWeights(String name, String... overrides) {
    try (HandMadeRun other = copy(name, overrides)) {
      train(other);
      float[][] start =
          PolicyCheckpoint.read(CheckpointFiles.local(made.run().checkpoints().version(ROUND)))
              .values();
      float[][] expected = PolicyCheckpoint.read(trained(made)).values();
      float[][] actual = PolicyCheckpoint.read(trained(other)).values();
      assertThat(distance(actual, expected)).isLessThan(1e-5 * distance(expected, start));
      Map<String, Double> theirs = metrics(other.run());
      metrics(made.run())
          .forEach(
              (metric, value) ->
                  assertThat(theirs.get(metric)).as(metric).isCloseTo(value, within(1e-4)));
    }
  }

  /** The L2 norm of the difference. */
  private static double distance(float[][] left, float[][] right) {
    double squares = 0;
    for (int i = 0; i < left.length; i++) {
      for (int j = 0; j < left[i].length; j++) {
        double difference = (double) left[i][j] - right[i][j];
        squares += difference * difference;
      }
    }
    return Math.sqrt(squares);
  }

  @Test
  void pointsToTheSameFilesWithoutVariance() {
    try (HandMadeRun equal = copy("equal")) {
      update(equal, TableName.SCORES, "reward = 1, status = 'correct'");
      Map<String, Double> result = train(equal);

      PolicyVersion before = equal.run().checkpoints().version(ROUND);
      PolicyVersion after = equal.run().checkpoints().version(ROUND + 1);
      assertThat(after).isEqualTo(new PolicyVersion(ROUND + 1, before.uri(), before.contentHash()));
      assertThat(result).containsEntry("steps", 0.0).containsEntry("empty_steps", 4.0);
      assertThat(equal.run().tables().read(TableName.TRAINING_ROWS).collectAsList())
          .hasSize(32)
          .allSatisfy(
              row ->
                  assertThat(row.<String>getAs("excluded_reason"))
                      .isEqualTo(GroupedRollout.ZERO_VARIANCE));
      assertThat(metrics(equal.run()))
          .containsEntry("-1 soup/zero_variance_fraction", 1.0)
          .doesNotContainKey("-1 actor/pg_loss");
    }
  }

  @Test
  void refusesARoundWithoutScoresOfTheCurrentVerifier() {
    try (HandMadeRun old = TinyRun.in(home.resolve("old"))) {
      Row score =
          old.run()
              .tables()
              .rows(TableName.SCORES)
              .row(
                  "run_id", old.run().id(),
                  "rollout_id", "r",
                  "round", 0,
                  "verifier", "countdown",
                  "verifier_version", "0",
                  "status", "correct",
                  "reward", 1.0);
      old.run().tables().append(TableName.SCORES, List.of(score), "old");
      old.done(StageName.SCORING, 0);
      assertThatThrownBy(() -> Stages.run(old.run(), new TrainingStage(), 0))
          .isInstanceOf(InputException.class)
          .hasMessage(
              "round 0: none of its scores is of the verifier that counts now (by scoring.verifier,"
                  + " the prompts and the version of the code). Score it again: souprl score"
                  + " --rounds 0..0.");
      assertThat(old.run().checkpoints().newest()).isZero();
    }
  }

  @Test
  void refusesRowsThatRatiosCannotBeTakenOf() {
    try (HandMadeRun damaged = copy("damaged")) {
      List<String> ids =
          TinyRun.rollouts(damaged.run(), ROUND).stream()
              .map(row -> row.<String>getAs("rollout_id"))
              .sorted()
              .toList();
      LocalSpark.sql(
          "ALTER TABLE delta.`%s` DROP CONSTRAINT complete"
              .formatted(damaged.run().directory().table(TableName.ROLLOUTS)));
      update(
          damaged,
          ids.get(0),
          "response_token_ids = array(5, 6, 2), behaviour_logprobs = array(-1F),"
              + " current_logprobs = array(-1F, -2F, -1F), prefix_length = 0,"
              + " segments = slice(segments, 1, 0)");
      update(damaged, ids.get(1), "sampling.temperature = 0.5");
      update(damaged, ids.get(2), "sampling.top_p = 0.9");
      update(damaged, ids.get(3), "sampling.top_k = 7");
      assertThatThrownBy(() -> train(damaged))
          .isInstanceOf(InputException.class)
          .hasMessage(
              ("rollouts, rollout_id '%s': it does not fit together: 3 response_token_ids, 1"
                      + " behaviour_logprobs, 3 current_logprobs, segments of 0 tokens and a prefix"
                      + " of 0. Restore the rollouts table to the version that the rollout stage"
                      + " wrote (RESTORE TABLE).\n"
                      + "rollout.temperature: it is 1.0, but rollout_id '%s' of round 1 was sampled"
                      + " at 0.5. Train a round at the temperature that it was sampled at.\n"
                      + "rollouts, rollout_id '%s': it was sampled with top_p 0.9 and top_k 0 (2 rows"
                      + " in all). Sample from the whole softmax (top_p 1, top_k 0):"
                      + " truncation biases importance ratios.")
                  .formatted(ids.get(0), ids.get(1), ids.get(2)));
      requireUntrained(damaged);
    }
  }

  @Test
  void goesOnWithoutAGroupWhoseVerifierGaveOnlyErrors() {
    try (HandMadeRun errors = copy("errors")) {
      List<Row> rollouts = TinyRun.rollouts(errors.run(), ROUND);
      List<String> all = ids(rollouts, "1,2,3=6>");
      List<String> allButOne = ids(rollouts, "4,5=9>");
      String alone = allButOne.remove(0);
      update(
          errors,
          TableName.SCORES,
          "reward = IF(rollout_id IN ('%1$s'), NULL, reward), status = IF(rollout_id IN ('%1$s'), 'error', status)"
              .formatted(String.join("', '", all) + "', '" + String.join("', '", allButOne)));
      Map<String, Double> result = train(errors);

      assertThat(result.get("steps")).isPositive();
      Map<String, String> reasons = new HashMap<>();
      for (Row row : errors.run().tables().read(TableName.TRAINING_ROWS).collectAsList()) {
        reasons.put(row.getAs("rollout_id"), row.getAs("excluded_reason"));
      }
      assertThat(reasons).hasSize(16).containsEntry(alone, GroupedRollout.SINGLE_SAMPLE);
      all.addAll(allButOne);
      assertThat(all)
          .hasSize(7)
          .allSatisfy(id -> assertThat(reasons).containsEntry(id, GroupedRollout.NO_REWARD));
      assertThat(reasons.values()).filteredOn(Objects::isNull).hasSize(8);
      assertThat(metrics(errors.run())).containsEntry("-1 soup/unscored_fraction", 7 / 16.0);
    }
  }

  private static List<String> ids(List<Row> rollouts, String promptId) {
    return rollouts.stream()
        .filter(row -> row.getAs("prompt_id").equals(promptId))
        .map(row -> row.<String>getAs("rollout_id"))
        .collect(Collectors.toCollection(ArrayList::new));
  }

  private static void update(HandMadeRun run, String rolloutId, String assignments) {
    LocalSpark.sql(
        "UPDATE delta.`%s` SET %s WHERE rollout_id = '%s'"
            .formatted(run.run().directory().table(TableName.ROLLOUTS), assignments, rolloutId));
  }

  private static void requireUntrained(HandMadeRun run) {
    assertThat(run.run().tables().read(TableName.TRAINING_ROWS).isEmpty()).isTrue();
    assertThat(run.run().tables().read(TableName.METRICS).isEmpty()).isTrue();
    assertThat(run.run().checkpoints().newest()).isEqualTo(ROUND);
  }

  private static void update(HandMadeRun run, TableName table, String assignments) {
    LocalSpark.sql(
        "UPDATE delta.`%s` SET %s WHERE round = 1"
            .formatted(run.run().directory().table(table), assignments));
  }

  private static Path trained(HandMadeRun run) {
    return CheckpointFiles.local(run.run().checkpoints().version(ROUND + 1));
  }

  /** By step and name, without the times. */
  private static Map<String, Double> metrics(Run run) {
    return rows(run).stream()
        .filter(row -> !measuresTime(row))
        .collect(
            Collectors.toMap(
                row -> row.getAs("step") + " " + row.getAs("name"), row -> row.getAs("value")));
  }

  private static List<Row> rows(Run run) {
    return run.tables().read(TableName.METRICS, ROUND).collectAsList();
  }

  private static boolean measuresTime(Row row) {
    String name = row.getAs("name");
    return name.startsWith("timing_s/") || name.equals("perf/throughput");
  }
}
