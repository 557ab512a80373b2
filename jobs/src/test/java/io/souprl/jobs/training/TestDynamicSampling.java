package io.souprl.jobs.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.souprl.checkpoint.CheckpointDirectory;
import io.souprl.jobs.HandMadeRun;
import io.souprl.jobs.LocalSpark;
import io.souprl.jobs.TinyRun;
import io.souprl.jobs.rollout.RolloutStage;
import io.souprl.jobs.run.CheckpointFiles;
import io.souprl.jobs.run.Run;
import io.souprl.jobs.run.Stages;
import io.souprl.table.TableName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rounds that sample four prompts and train on two. */
class TestDynamicSampling {
  private static final int ROUND = 1;
  private static final String[] OVERSAMPLED = {
    "rollout.prompts-per-round=2", "rollout.oversample=2"
  };

  @TempDir private static Path home;
  private static Path sampled;

  /** The round's prompts, in the order in which groups are taken. */
  private static List<String> order;

  @BeforeAll
  static void sampleARoundOfFourGroupsWithVariance() {
    sampled = home.resolve("sampled");
    TinyRun.roundBehind(sampled);
    try (HandMadeRun start = TinyRun.again(sampled, OVERSAMPLED)) {
      Run run = start.run();
      RolloutStage rollout = new RolloutStage();
      rollout.check(run, ROUND);
      rollout.run(run, ROUND);
      TinyRun.score(run, ROUND);
      order = DynamicSampling.order(run.config().seed(), ROUND, run.promptIds("train"));
      assertThat(TinyRun.rollouts(run, ROUND)).as("four groups of four").hasSize(16);
    }
  }

  private static HandMadeRun copy(String name, String... overrides) {
    return TinyRun.copyOf(sampled, home.resolve(name), overrides);
  }

  private static Map<String, Double> train(HandMadeRun run) {
    return Stages.run(run.run(), new TrainingStage(), ROUND).orElseThrow();
  }

  @Test
  void trainsOnTheFirstLiveGroupsAsIfTheOthersHadNotBeenSampled() throws IOException {
    try (HandMadeRun oversampled = copy("oversampled", OVERSAMPLED);
        HandMadeRun alone = copy("alone", "rollout.prompts-per-round=2")) {
      makeEqual(oversampled, order.subList(0, 1));
      Map<String, Double> counts = train(oversampled);
      deleteAllBut(alone, order.subList(1, 3));
      Map<String, Double> expected = train(alone);

      assertThat(counts)
          .containsEntry("steps", 2.0)
          .containsEntry("empty_steps", 0.0)
          .containsEntry("sampled_groups", 4.0)
          .containsEntry("live_groups", 3.0)
          .containsEntry("surplus_groups", 1.0)
          .containsEntry("smaller_steps", 0.0)
          .containsEntry("tokens", expected.get("tokens"));
      for (String name :
          List.of(CheckpointDirectory.WEIGHTS_FILE_NAME, CheckpointDirectory.OPTIMIZER_FILE_NAME)) {
        assertThat(Files.mismatch(trained(oversampled).resolve(name), trained(alone).resolve(name)))
            .isEqualTo(-1);
      }
      assertThat(metrics(oversampled))
          .containsEntry("soup/oversampled_groups", 2.0)
          .containsEntry("soup/live_groups", 3.0)
          .containsEntry("soup/surplus_groups", 1.0)
          .containsEntry("soup/zero_variance_fraction", 0.25)
          .containsEntry("actor/pg_loss", metrics(alone).get("actor/pg_loss"));
      assertThat(metrics(alone)).doesNotContainKey("soup/live_groups");
      assertThat(reasons(oversampled))
          .isEqualTo(
              Map.of(
                  order.get(0), Set.of("zero_variance without a step"),
                  order.get(1), Set.of("null in a step"),
                  order.get(2), Set.of("null in a step"),
                  order.get(3), Set.of("surplus without a step")));
    }
  }

  @Test
  void makesSmallerBatchesWhereTooFewGroupsAreLive() {
    try (HandMadeRun few = copy("few", OVERSAMPLED)) {
      makeEqual(few, order.subList(0, 3));

      assertThat(train(few))
          .containsEntry("steps", 2.0)
          .containsEntry("empty_steps", 0.0)
          .containsEntry("live_groups", 1.0)
          .containsEntry("surplus_groups", 0.0)
          .containsEntry("smaller_steps", 2.0);
      assertThat(reasons(few)).containsEntry(order.get(3), Set.of("null in a step"));
    }
  }

  @Test
  void leavesThePolicyAsItIsWithoutALiveGroup() {
    try (HandMadeRun none = copy("none", OVERSAMPLED)) {
      makeEqual(none, order);

      assertThat(train(none))
          .containsEntry("steps", 0.0)
          .containsEntry("empty_steps", 2.0)
          .containsEntry("live_groups", 0.0);
      assertThat(none.run().checkpoints().version(ROUND + 1).contentHash())
          .isEqualTo(none.run().checkpoints().version(ROUND).contentHash());
    }
  }

  /** Gives all rollouts of these prompts the same score. */
  private static void makeEqual(HandMadeRun run, List<String> prompts) {
    change(
        run,
        "UPDATE delta.`%s` SET reward = 1, status = 'correct' WHERE %s",
        TableName.SCORES,
        "rollout_id IN (%s)".formatted(rolloutIds(run, prompts)));
  }

  private static void deleteAllBut(HandMadeRun run, List<String> prompts) {
    String others = "round = 1 AND rollout_id NOT IN (%s)".formatted(rolloutIds(run, prompts));
    change(run, "DELETE FROM delta.`%s` WHERE %s", TableName.SCORES, others);
    change(run, "DELETE FROM delta.`%s` WHERE %s", TableName.ROLLOUTS, others);
  }

  private static String rolloutIds(HandMadeRun run, List<String> prompts) {
    return TinyRun.rollouts(run.run(), ROUND).stream()
        .filter(row -> prompts.contains(row.<String>getAs("prompt_id")))
        .map(row -> "'" + row.getAs("rollout_id") + "'")
        .collect(Collectors.joining(", "));
  }

  private static void change(HandMadeRun run, String statement, TableName table, String where) {
    LocalSpark.sql(statement.formatted(run.run().directory().table(table), where));
  }

  /** By prompt; every rollout has one row an epoch. */
  private static Map<String, Set<String>> reasons(HandMadeRun run) {
    Map<String, String> prompts =
        TinyRun.rollouts(run.run(), ROUND).stream()
            .collect(
                Collectors.toMap(row -> row.getAs("rollout_id"), row -> row.getAs("prompt_id")));
    List<Row> rows = run.run().tables().read(TableName.TRAINING_ROWS).collectAsList();
    assertThat(rows)
        .hasSize(32)
        .extracting(row -> row.getAs("epoch") + " " + row.getAs("rollout_id"))
        .doesNotHaveDuplicates();
    return rows.stream()
        .collect(
            Collectors.groupingBy(
                row -> prompts.get(row.<String>getAs("rollout_id")),
                Collectors.mapping(TestDynamicSampling::reason, Collectors.toSet())));
  }

  private static String reason(Row row) {
    boolean step = !row.isNullAt(row.fieldIndex("step"));
    return row.getAs("excluded_reason") + (step ? " in a step" : " without a step");
  }

  private static Path trained(HandMadeRun run) {
    return CheckpointFiles.local(run.run().checkpoints().version(ROUND + 1));
  }

  /** Of the whole stage. */
  private static Map<String, Double> metrics(HandMadeRun run) {
    return run
        .run()
        .tables()
        .read(TableName.METRICS, ROUND)
        .where("step = -1")
        .collectAsList()
        .stream()
        .collect(Collectors.toMap(row -> row.getAs("name"), row -> row.getAs("value")));
  }
}
