package io.souprl.jobs;

import io.souprl.generation.FinishReason;
import io.souprl.jobs.run.Run;
import io.souprl.table.TableName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * A rollout of a test. Its id is {@code <prompt_id>-<sample_index>}.
 *
 * @param responseTokenIds null together with text for a failed one
 * @param prefixVersion policy version that sampled the prefix
 */
public record HandMadeRollout(
    String promptId,
    int sampleIndex,
    FinishReason finish,
    String text,
    String error,
    int[] responseTokenIds,
    int prefixLength,
    int prefixVersion) {

  /** An on-policy rollout that ended itself. */
  public static HandMadeRollout finished(String promptId, int sampleIndex, String text) {
    return new HandMadeRollout(
        promptId, sampleIndex, FinishReason.STOP, text, null, new int[] {5, 6, 2}, 0, 0);
  }

  public static HandMadeRollout truncated(String promptId, int sampleIndex, String text) {
    return new HandMadeRollout(
        promptId, sampleIndex, FinishReason.LENGTH, text, null, new int[] {5, 6, 7}, 0, 0);
  }

  public static HandMadeRollout failed(String promptId, int sampleIndex, String error) {
    return new HandMadeRollout(promptId, sampleIndex, FinishReason.ERROR, null, error, null, 0, 0);
  }

  public HandMadeRollout tokens(int... tokenIds) {
    return new HandMadeRollout(
        promptId, sampleIndex, finish, text, error, tokenIds, prefixLength, prefixVersion);
  }

  /** Its first tokens came from an older policy. */
  public HandMadeRollout prefix(int length, int version) {
    return new HandMadeRollout(
        promptId, sampleIndex, finish, text, error, responseTokenIds, length, version);
  }

  public String id() {
    return promptId + "-" + sampleIndex;
  }

  Row row(Run run, int round) {
    int length = responseTokenIds == null ? 0 : responseTokenIds.length;
    float[] logprobs = new float[length];
    Arrays.fill(logprobs, -0.5f);
    List<Row> segments = new ArrayList<>();
    if (prefixLength > 0) {
      segments.add(RowFactory.create(prefixVersion, "old", "source", prefixLength));
    }
    if (length > 0) {
      segments.add(RowFactory.create(round, "new", null, length - prefixLength));
    }
    return run.tables()
        .rows(TableName.ROLLOUTS)
        .row(
            "run_id",
            run.id(),
            "rollout_id",
            id(),
            "round",
            round,
            "prompt_id",
            promptId,
            "sample_index",
            sampleIndex,
            "policy_version",
            round,
            "checkpoint_hash",
            "new",
            "prompt_token_ids",
            new int[] {1, 3},
            "response_token_ids",
            responseTokenIds,
            "behaviour_logprobs",
            responseTokenIds == null ? null : logprobs,
            "current_logprobs",
            responseTokenIds == null ? null : logprobs,
            "segments",
            segments,
            "prefix_length",
            prefixLength,
            "finish_reason",
            finish.text(),
            "sampling",
            RowFactory.create(1.0, 1.0, 0, 256),
            "response_text",
            text,
            "error",
            error,
            "created_at",
            Instant.EPOCH);
  }
}
