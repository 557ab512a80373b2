package io.souprl.jobs.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.souprl.jobs.HandMadeRun;
import io.souprl.jobs.LocalSpark;
import io.souprl.jobs.MeasuredRows;
import io.souprl.jobs.run.Run;
import io.souprl.table.StageName;
import io.souprl.table.TableName;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestExplorationView {
  @Test
  void countsWhatIsDifferentAndWhatIsNew(@TempDir Path folder) {
    try (HandMadeRun made = HandMadeRun.in(folder.resolve("run"))) {
      Run run = made.run();
      append(
          run,
          TableName.ROLLOUTS,
          // Round 0: p is solved in one way, twice; q is not.
          rollout(run, 0, "p", 0, 5, 6),
          rollout(run, 0, "p", 1, 5, 6),
          rollout(run, 0, "p", 2, 7),
          rollout(run, 0, "q", 0, 5, 6),
          rollout(run, 0, "q", 1),
          // Round 1: p in the same way and in a new one; q in two.
          rollout(run, 1, "p", 0, 5, 6),
          rollout(run, 1, "p", 1, 6, 5),
          rollout(run, 1, "q", 0, 8),
          rollout(run, 1, "q", 1, 9),
          // Round 2: nothing.
          rollout(run, 2, "p", 0, 7),
          // Round 3 is not scored.
          rollout(run, 3, "q", 0, 9));
      append(
          run,
          TableName.SCORES,
          score(run, 0, "p", 0, 1, "correct"),
          score(run, 0, "p", 1, 1, "correct"),
          score(run, 0, "p", 2, 1, "correct"),
          score(run, 0, "p", 2, 2, "incorrect"),
          score(run, 0, "q", 0, 1, "incorrect"),
          score(run, 0, "q", 1, 1, "error"),
          score(run, 1, "p", 0, 1, "correct"),
          score(run, 1, "p", 1, 1, "correct"),
          score(run, 1, "q", 0, 1, "correct"),
          score(run, 1, "q", 1, 1, "correct"),
          score(run, 2, "p", 0, 1, "incorrect"));
      append(
          run,
          TableName.METRICS,
          metric(run, 0, -1, "actor/entropy", 0.5),
          metric(run, 0, -1, "soup/continuation/entropy", 0.5),
          metric(run, 0, -1, "soup/zero_variance_fraction", 0.25),
          metric(run, 1, -1, "soup/prefix/entropy", 0.125),
          metric(run, 1, 0, "soup/prefix/entropy", 9));
      for (int round = 0; round < 4; round++) {
        made.done(StageName.ROLLOUT, round);
        made.done(StageName.SCORING, round);
        made.done(StageName.TRAINING, round);
      }

      SparkSession session = LocalSpark.session().newSession();
      RunViews.register(session, run.directory(), "SELECT * FROM exploration");
      assertThat(
              session
                  .sql(
                      "SELECT round, prompts, responses, distinct_per_prompt,"
                          + " distinct_correct_per_prompt, prompts_solved, prompts_ever_solved,"
                          + " distinct_correct_ever FROM exploration")
                  .collectAsList())
          .containsExactly(
              RowFactory.create(0, 2L, 4L, 1.5, 0.5, 1L, 1L, 1L),
              RowFactory.create(1, 2L, 4L, 2.0, 2.0, 2L, 2L, 4L),
              RowFactory.create(2, 1L, 1L, 1.0, 0.0, 0L, 2L, 4L),
              RowFactory.create(3, 1L, 1L, 1.0, 0.0, 0L, 2L, 4L));
      assertThat(
              session
                  .sql(
                      "SELECT round, entropy, prefix_entropy, continuation_entropy,"
                          + " zero_variance_fraction FROM exploration WHERE round < 2")
                  .collectAsList())
          .containsExactly(
              RowFactory.create(0, 0.5, null, 0.5, 0.25),
              RowFactory.create(1, null, 0.125, null, null));
    }
  }

  private static void append(Run run, TableName table, Row... rows) {
    run.tables().append(table, List.of(rows), "by hand");
  }

  private static String id(int round, String prompt, int sample) {
    return round + prompt + sample;
  }

  /** Without tokens it has failed. */
  private static Row rollout(Run run, int round, String prompt, int sample, int... tokens) {
    return run.tables()
        .rows(TableName.ROLLOUTS)
        .row(
            "run_id",
            run.id(),
            "rollout_id",
            id(round, prompt, sample),
            "round",
            round,
            "prompt_id",
            prompt,
            "sample_index",
            sample,
            "response_token_ids",
            tokens,
            "behaviour_logprobs",
            new float[tokens.length],
            "prefix_length",
            0,
            "finish_reason",
            tokens.length == 0 ? "error" : "stop");
  }

  private static Row score(
      Run run, int round, String prompt, int sample, int second, String status) {
    Double reward = status.equals("error") ? null : status.equals("correct") ? 1.0 : 0.0;
    return run.tables()
        .rows(TableName.SCORES)
        .row(
            "rollout_id",
            id(round, prompt, sample),
            "round",
            round,
            "verifier",
            "v" + second,
            "status",
            status,
            "reward",
            reward,
            "scored_at",
            Instant.ofEpochSecond(second));
  }

  private static Row metric(Run run, int round, int step, String name, double value) {
    return MeasuredRows.metric(run, round, "training", step, name, value);
  }
}
