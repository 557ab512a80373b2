package io.souprl.jobs.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.souprl.jobs.HandMadeRun;
import io.souprl.jobs.LocalSpark;
import io.souprl.jobs.TinyRun;
import io.souprl.jobs.run.LoadedPolicy;
import io.souprl.jobs.run.PolicyCache;
import io.souprl.jobs.run.Run;
import io.souprl.jobs.run.Stages;
import io.souprl.jobs.table.RowReader;
import io.souprl.jobs.training.TrainingStage;
import io.souprl.model.SequenceScorer;
import io.souprl.model.TokenScores;
import io.souprl.model.TokenSequence;
import io.souprl.table.TableName;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestRolloutStage {
  private static final int PREFIXED = 2;

  @TempDir private static Path home;
  private static HandMadeRun made;
  private static Map<String, Double> countsBeforeTheManifest;
  private static Map<String, Double> counts;
  private static List<Row> beforeTheManifest;
  private static Map<String, Row> first;
  private static List<Row> second;

  @BeforeAll
  static void sampleTwoRounds() {
    TinyRun.roundBehind(home.resolve("start"));
    made = TinyRun.copyOf(home.resolve("start"), home.resolve("run"));
    Run run = made.run();
    RolloutStage killed = new RolloutStage();
    killed.check(run, 1);
    countsBeforeTheManifest = killed.run(run, 1);
    beforeTheManifest = TinyRun.rollouts(run, 1);
    counts = Stages.run(run, new RolloutStage(), 1).orElseThrow();
    first =
        TinyRun.rollouts(run, 0).stream()
            .collect(Collectors.toMap(row -> row.getAs("rollout_id"), Function.identity()));
    second = TinyRun.rollouts(run, 1);
  }

  @AfterAll
  static void closeTheRun() {
    made.close();
  }

  @Test
  void samplesAGroupForEveryPromptWithinMaxTokens() {
    assertThat(first).hasSize(16);
    assertThat(second)
        .hasSize(16)
        .extracting(row -> row.getAs("prompt_id") + " " + row.getAs("sample_index"))
        .doesNotHaveDuplicates();
    assertThat(second)
        .allSatisfy(
            row -> {
              int length = RowReader.ints(row, "response_token_ids").length;
              assertThat(length).isBetween(1, 12);
              assertThat(row.<String>getAs("finish_reason")).isIn("stop", "length");
              assertThat(row.<Integer>getAs("generated_tokens"))
                  .isEqualTo(length - row.<Integer>getAs("prefix_length"));
            });
  }

  @Test
  void hasNoPrefixesInTheFirstRound() {
    assertThat(first.values())
        .allSatisfy(
            row -> {
              assertThat(row.<Integer>getAs("prefix_length")).isZero();
              assertThat(row.<String>getAs("prefix_rollout_id")).isNull();
              assertThat(RowReader.floats(row, "current_logprobs"))
                  .isEqualTo(RowReader.floats(row, "behaviour_logprobs"));
            });
  }

  @Test
  void givesExactlyTheFirstSamplesOfAGroupAPrefix() {
    assertThat(second)
        .allSatisfy(
            row ->
                assertThat(row.<Integer>getAs("prefix_length") > 0)
                    .isEqualTo(row.<Integer>getAs("sample_index") < PREFIXED));
    assertThat(counts).containsEntry("rows", 16.0).containsEntry("prefixed", 8.0);
    assertThat(counts)
        .containsEntry("history_candidates", 16.0)
        .containsEntry("history_other_temperature", 0.0)
        .containsEntry("prefix_generated_tokens", 0.0);
    assertThat(counts.get("reused_tokens")).isPositive();
  }

  @Test
  void cutsPrefixesFromStoredRolloutsOfThePromptBeforeTheirLastToken() {
    assertThat(second.stream().filter(row -> row.<Integer>getAs("prefix_length") > 0))
        .hasSize(8)
        .allSatisfy(
            row -> {
              int length = row.getAs("prefix_length");
              Row source = first.get(row.<String>getAs("prefix_rollout_id"));
              int[] stored = RowReader.ints(source, "response_token_ids");
              float[] behaviour = RowReader.floats(row, "behaviour_logprobs");
              assertThat(source.<String>getAs("prompt_id"))
                  .isEqualTo(row.<String>getAs("prompt_id"));
              assertThat(source.<Integer>getAs("policy_version")).isZero();
              assertThat(length).isLessThan(stored.length);
              assertThat(Arrays.copyOf(RowReader.ints(row, "response_token_ids"), length))
                  .isEqualTo(Arrays.copyOf(stored, length));
              assertThat(Arrays.copyOf(behaviour, length))
                  .isEqualTo(Arrays.copyOf(RowReader.floats(source, "behaviour_logprobs"), length));
            });
  }

  @Test
  void recordsTheCurrentPolicyBesideTheBehaviourOnPrefixesOnly() {
    assertThat(second)
        .allSatisfy(
            row -> {
              int length = row.getAs("prefix_length");
              float[] behaviour = RowReader.floats(row, "behaviour_logprobs");
              float[] current = RowReader.floats(row, "current_logprobs");
              assertThat(Arrays.copyOfRange(current, length, current.length))
                  .isEqualTo(Arrays.copyOfRange(behaviour, length, behaviour.length));
              for (int t = 0; t < length; t++) {
                assertThat(current[t]).isNotEqualTo(behaviour[t]);
              }
            });
  }

  @Test
  void namesWhoSampledEveryStretch() {
    String older = made.run().checkpoints().version(0).contentHash();
    String newer = made.run().checkpoints().version(1).contentHash();
    assertThat(older).isNotEqualTo(newer);
    assertThat(second)
        .allSatisfy(
            row -> {
              int prefix = row.getAs("prefix_length");
              int rest = RowReader.ints(row, "response_token_ids").length - prefix;
              String continuation = "[1,%s,null,%d]".formatted(newer, rest);
              String source = row.getAs("prefix_rollout_id");
              assertThat(row.<Row>getList(row.fieldIndex("segments")))
                  .extracting(Row::toString)
                  .isEqualTo(
                      prefix == 0
                          ? List.of(continuation)
                          : List.of("[0,%s,%s,%d]".formatted(older, source, prefix), continuation));
            });
  }

  @Test
  void recordsWhatTheCheckpointGivesWhenAsked() {
    Run run = made.run();
    try (PolicyCache.Lease lease = PolicyCache.lease(run.checkpoints().version(1))) {
      LoadedPolicy policy = lease.policy();
      List<TokenScores> scores =
          new SequenceScorer(policy.decoder(), 1, 100)
              .score(
                  second.stream()
                      .map(
                          row ->
                              TokenSequence.of(
                                  RowReader.ints(row, "prompt_token_ids"),
                                  RowReader.ints(row, "response_token_ids")))
                      .toList());
      for (int i = 0; i < second.size(); i++) {
        assertThat(RowReader.floats(second.get(i), "current_logprobs"))
            .containsExactly(scores.get(i).logprobs(), within(1e-4f));
      }
    }
  }

  @Test
  void appendsOnceWhenKilledBeforeTheManifest() {
    assertThat(second).isEqualTo(beforeTheManifest);
    countsBeforeTheManifest.remove("model_seconds");
    assertThat(counts).containsAllEntriesOf(countsBeforeTheManifest);
    assertThat(Stages.run(made.run(), new RolloutStage(), 1)).isEmpty();
  }

  @Test
  void samplesTheSameTokensWithOtherPartitionsAndBatches() {
    try (HandMadeRun other =
        TinyRun.copyOf(
            home.resolve("start"),
            home.resolve("other"),
            "rollout.partitions=3",
            "rollout.sequences-per-batch=3")) {
      Stages.run(other.run(), new RolloutStage(), 1);
      List<Row> rows = TinyRun.rollouts(other.run(), 1);

      assertThat(rows)
          .extracting(TestRolloutStage::tokens)
          .isEqualTo(second.stream().map(TestRolloutStage::tokens).toList());
      for (int i = 0; i < rows.size(); i++) {
        assertThat(RowReader.floats(rows.get(i), "current_logprobs"))
            .containsExactly(RowReader.floats(second.get(i), "current_logprobs"), within(1e-4f));
      }
      assertThat(other.run().tables().read(TableName.ROLLOUTS).count()).isEqualTo(32);
    }
  }

  @Test
  void samplesMorePromptsThanItTrainsOnAndThoseNeitherTooEasyNorTooHardFirst() {
    String[] overrides = {
      "rollout.prompts-per-round=2", "rollout.oversample=1.5", "rollout.prompts=difficulty"
    };
    try (HandMadeRun chosen =
        TinyRun.copyOf(home.resolve("start"), home.resolve("chosen"), overrides)) {
      String half = "4,5=9>";
      LocalSpark.sql(
          "UPDATE delta.`%s` SET reward = 1, status = 'correct' WHERE rollout_id NOT IN (%s)"
              .formatted(
                  chosen.run().directory().table(TableName.SCORES),
                  TinyRun.rollouts(chosen.run(), 0).stream()
                      .filter(row -> row.<String>getAs("prompt_id").equals(half))
                      .map(row -> "'" + row.getAs("rollout_id") + "'")
                      .collect(Collectors.joining(", "))));
      List<String> promptIds = RoundSelection.of(chosen.run(), 1).promptIds();
      RolloutStage killed = new RolloutStage();
      killed.check(chosen.run(), 1);
      killed.run(chosen.run(), 1);

      assertThat(Stages.run(chosen.run(), new RolloutStage(), 1).orElseThrow())
          .containsEntry("rows", 12.0)
          .containsEntry("prompts_by_difficulty", 1.0)
          .containsEntry("prompts_filled", 2.0);
      assertThat(promptIds).hasSize(3).startsWith(half);
      assertThat(TinyRun.rollouts(chosen.run(), 1))
          .hasSize(12)
          .extracting(row -> row.<String>getAs("prompt_id"))
          .containsOnly(promptIds.toArray(String[]::new));
    }
  }

  @Test
  void trainsOnRowsThatWereSampledInFloat16() {
    try (HandMadeRun half =
        TinyRun.copyOf(home.resolve("start"), home.resolve("half"), "rollout.dtype=float16")) {
      Stages.run(half.run(), new RolloutStage(), 1);
      List<Row> rows = TinyRun.rollouts(half.run(), 1);
      TinyRun.score(half.run(), 1);
      Stages.run(half.run(), new TrainingStage(), 1);

      assertThat(rows)
          .hasSize(16)
          .allSatisfy(row -> assertThat(row.isNullAt(row.fieldIndex("error"))).isTrue());
      assertThat(
              rows.stream()
                  .map(row -> Arrays.toString(RowReader.floats(row, "current_logprobs")))
                  .toList())
          .isNotEqualTo(
              second.stream()
                  .map(row -> Arrays.toString(RowReader.floats(row, "current_logprobs")))
                  .toList());
      assertThat(half.run().checkpoints().version(2).version()).isEqualTo(2);
    }
  }

  private static String tokens(Row row) {
    return row.getAs("rollout_id")
        + " "
        + row.getAs("prefix_rollout_id")
        + " "
        + row.getAs("prefix_length")
        + " "
        + Arrays.toString(RowReader.ints(row, "response_token_ids"));
  }
}
