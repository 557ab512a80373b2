package io.souprl.jobs.evaluation;

import static io.souprl.jobs.table.RowReader.integer;
import static io.souprl.jobs.table.RowReader.ints;
import static io.souprl.jobs.table.RowReader.string;

import io.souprl.evaluation.EvaluationSample;
import io.souprl.evaluation.PromptSamples;
import io.souprl.generation.FinishReason;
import io.souprl.jobs.fault.FailPoints;
import io.souprl.jobs.policy.StagePolicy;
import io.souprl.verify.Completion;
import io.souprl.verify.Verdict;
import io.souprl.verify.VerdictStatus;
import io.souprl.verify.Verifiers;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.util.LongAccumulator;
import scala.Tuple2;

/**
 * Verifies the answered samples of one partition, those of a prompt side by side; gives their
 * verdicts by the prompt's position.
 */
record EvaluationTask(int samples, LongAccumulator done)
    implements FlatMapFunction<Iterator<Row>, Tuple2<Integer, PromptSamples>> {
  @Override
  public Iterator<Tuple2<Integer, PromptSamples>> call(Iterator<Row> rows) {
    List<Tuple2<Integer, PromptSamples>> results = new ArrayList<>();
    while (rows.hasNext()) {
      int position = 0;
      List<EvaluationSample> verdicts = new ArrayList<>();
      while (verdicts.size() < samples) {
        Row row = rows.next();
        position = integer(row, "position");
        verdicts.add(verdict(row));
      }
      results.add(new Tuple2<>(position, new PromptSamples(verdicts)));
      done.add(1);
      FailPoints.reach("evaluation.mid");
    }
    return results.iterator();
  }

  private static EvaluationSample verdict(Row row) {
    Row response = row.getStruct(row.fieldIndex(StagePolicy.RESPONSE));
    String finishReason = string(response, "finish_reason");
    if (finishReason.equals(FinishReason.ERROR.text())) {
      throw failure(row, finishReason, string(response, "error"));
    }
    String text = string(response, "text");
    Completion completion =
        finishReason.equals(FinishReason.STOP.text())
            ? Completion.finished(text)
            : Completion.truncated(text);
    Verdict verdict =
        Verifiers.named(string(row, "verifier")).verify(string(row, "answer"), completion);
    if (!verdict.status().hasReward()) {
      throw failure(row, verdict.status().tableName(), verdict.detail());
    }
    return EvaluationSample.of(
        verdict.status() == VerdictStatus.CORRECT,
        verdict.extractedAnswer(),
        ints(response, "token_ids"));
  }

  /** A sample without a reward is no wrong answer: pass@k over the others would be biased. */
  private static IllegalStateException failure(Row row, String status, String detail) {
    return new IllegalStateException(
        "Cannot evaluate prompt %s: %s (%s)".formatted(string(row, "prompt_id"), status, detail));
  }
}
