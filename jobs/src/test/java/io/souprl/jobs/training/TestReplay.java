package io.souprl.jobs.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.souprl.jobs.HandMadeRun;
import io.souprl.jobs.TinyRun;
import io.souprl.jobs.rollout.RolloutStage;
import io.souprl.jobs.run.Run;
import io.souprl.jobs.run.Stages;
import io.souprl.table.TableName;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trajectory replay through both stages: one correct stored rollout in every group of four. */
class TestReplay {
  private static final int ROUND = 1;
  private static final String[] SETTINGS = {
    "rollout.prefixed-per-group=1",
    "replay.per-group=1",
    "training.partitions=2",
    "training.gate.enabled=false"
  };

  @TempDir private static Path home;
  private static HandMadeRun made;
  private static List<Row> sampled;
  private static Map<String, Row> stored;
  private static List<GroupedRollout> groups;
  private static Map<String, Double> counts;

  @BeforeAll
  static void trainOnARoundWithReplays() {
    TinyRun.roundBehind(home.resolve("start"));
    made = TinyRun.copyOf(home.resolve("start"), home.resolve("run"), SETTINGS);
    Run run = made.run();
    Stages.run(run, new RolloutStage(), ROUND);
    TinyRun.score(run, ROUND);
    sampled = TinyRun.rollouts(run, ROUND);
    stored =
        TinyRun.rollouts(run, 0).stream()
            .collect(Collectors.toMap(row -> row.getAs("rollout_id"), row -> row));
    groups = GroupRows.of(run, ROUND).collect();
    counts = Stages.run(run, new TrainingStage(), ROUND).orElseThrow();
  }

  @AfterAll
  static void closeTheRun() {
    made.close();
  }

  @Test
  void samplesOneResponseLessAGroup() {
    assertThat(sampled)
        .hasSize(12)
        .extracting(row -> row.<Integer>getAs("sample_index"))
        .containsOnly(0, 1, 2);
    assertThat(TinyRun.rollouts(made.run(), 0)).hasSize(16);
  }

  @Test
  void addsAWholeCorrectRolloutOfThePromptToEveryGroup() {
    List<GroupedRollout> replayed = groups.stream().filter(GroupedRollout::replayed).toList();
    assertThat(groups).hasSize(16);
    assertThat(replayed)
        .hasSize(4)
        .allSatisfy(
            row -> {
              Row source = stored.get(row.rolloutId());
              assertThat(source.<String>getAs("prompt_id")).isEqualTo(row.promptId());
              assertThat(source.<Integer>getAs("sample_index") % 2).isEqualTo(1);
              assertThat(source.<Object>getAs("response_token_ids").toString())
                  .contains(String.valueOf(row.responseTokenIds()[0]));
              assertThat(row.prefixLength()).isEqualTo(row.responseTokenIds().length);
              assertThat(row.behaviourLogprobs()).hasSize(row.prefixLength());
              assertThat(row.sampleIndex()).isEqualTo(3);
              assertThat(row.reward()).isEqualTo(1);
              assertThat(row.historyLag()).isEqualTo(1);
            });
    assertThat(groups)
        .extracting(row -> row.promptId() + " " + row.sampleIndex())
        .doesNotHaveDuplicates();
  }

  @Test
  void consumesReplayedRolloutsAndWritesNoneToTheTable() {
    List<String> replayed =
        groups.stream().filter(GroupedRollout::replayed).map(GroupedRollout::rolloutId).toList();
    Set<String> consumed =
        made.run().tables().read(TableName.TRAINING_ROWS, ROUND).collectAsList().stream()
            .map(row -> row.<String>getAs("rollout_id"))
            .collect(Collectors.toSet());
    assertThat(consumed).hasSize(16).containsAll(replayed);
    assertThat(made.run().tables().read(TableName.ROLLOUTS).count()).isEqualTo(28);
  }

  @Test
  void measuresTheirRatiosAgainstTheRecordedPolicies() {
    Map<String, Double> metrics =
        made
            .run()
            .tables()
            .read(TableName.METRICS, ROUND)
            .where("step = -1")
            .collectAsList()
            .stream()
            .collect(Collectors.toMap(row -> row.getAs("name"), row -> row.getAs("value")));
    int tokens =
        groups.stream()
            .filter(GroupedRollout::replayed)
            .mapToInt(GroupedRollout::prefixLength)
            .sum();
    assertThat(counts.get("steps")).isEqualTo(4);
    assertThat(metrics.get("soup/replayed_fraction")).isEqualTo(0.25, within(1e-12));
    assertThat(metrics.get("soup/reward/replayed")).isEqualTo(1);
    assertThat(metrics.get("soup/prefix/recorded_ratio_mean")).isPositive();
    assertThat(metrics.get("soup/prefix/recorded_ratio_mean")).isNotEqualTo(1);
    assertThat(metrics.get("soup/reused_tokens")).isGreaterThanOrEqualTo(tokens);
  }
}
