package io.souprl.jobs.scoring;

import static io.souprl.jobs.table.RowReader.integer;
import static io.souprl.jobs.table.RowReader.string;

import io.souprl.jobs.fault.FailPoints;
import io.souprl.jobs.table.RowBuilder;
import io.souprl.verify.Verdict;
import io.souprl.verify.Verifier;
import io.souprl.verify.Verifiers;
import java.time.Instant;
import java.util.Iterator;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.util.LongAccumulator;

/**
 * Turns rollouts, joined with answer and verifier of their prompt, into rows of the scores table,
 * one at a time.
 *
 * @param rows builds rows of the scores table
 * @param done counts the rows scored
 * @param half rows of the first partition after which {@link #FAIL_POINT} is; a partition that ends
 *     earlier has it at its end
 */
record ScoreRows(RowBuilder rows, String runId, LongAccumulator done, long half)
    implements FlatMapFunction<Iterator<Row>, Row> {
  static final String FAIL_POINT = "scoring.mid";

  @Override
  public Iterator<Row> call(Iterator<Row> rollouts) {
    boolean first = TaskContext.getPartitionId() == 0;
    return new Iterator<>() {
      private long scored;

      @Override
      public boolean hasNext() {
        boolean more = rollouts.hasNext();
        if (first && (!more || scored == half)) {
          FailPoints.reach(FAIL_POINT);
        }
        return more;
      }

      @Override
      public Row next() {
        Row score = score(rollouts.next());
        scored++;
        done.add(1);
        return score;
      }
    };
  }

  private Row score(Row rollout) {
    Verifier verifier = Verifiers.named(string(rollout, "specification"));
    Verdict verdict =
        Judge.verdict(
            verifier,
            string(rollout, "answer"),
            string(rollout, "finish_reason"),
            string(rollout, "response_text"),
            string(rollout, "error"));
    return rows.row(
        "run_id", runId,
        "rollout_id", string(rollout, "rollout_id"),
        "prompt_id", string(rollout, "prompt_id"),
        "round", integer(rollout, "round"),
        "verifier", verifier.name(),
        "verifier_version", verifier.version(),
        "status", verdict.status().tableName(),
        "reward", verdict.reward(),
        "extracted_answer", verdict.extractedAnswer(),
        "detail", verdict.detail(),
        "scored_at", Instant.now());
  }
}
