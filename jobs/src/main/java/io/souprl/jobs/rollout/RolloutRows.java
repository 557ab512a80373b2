package io.souprl.jobs.rollout;

import static io.souprl.jobs.table.RowReader.floats;
import static io.souprl.jobs.table.RowReader.integer;
import static io.souprl.jobs.table.RowReader.ints;
import static io.souprl.jobs.table.RowReader.isNull;
import static io.souprl.jobs.table.RowReader.string;

import io.souprl.generation.FinishReason;
import io.souprl.jobs.fault.FailPoints;
import io.souprl.jobs.policy.StagePolicy;
import io.souprl.soup.Segment;
import io.souprl.soup.Segments;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.util.LongAccumulator;

/**
 * Makes rows of the rollouts table of samples that the policy has answered; one that breaks the
 * table's rules becomes an error row.
 */
record RolloutRows(RolloutSettings settings, LongAccumulator done) implements Function<Row, Row> {
  private static final int ID_LENGTH = 32;

  @Override
  public Row call(Row sample) {
    Map<String, Object> columns = identity(sample);
    String error = fill(columns, sample);
    if (error != null) {
      columns = identity(sample);
      columns.put("prefix_length", 0);
      columns.put("finish_reason", FinishReason.ERROR.text());
      columns.put("generated_tokens", 0);
      columns.put("error", error);
    }
    done.add(1);
    FailPoints.reach("rollout.mid");
    return settings.rows().row(columns);
  }

  /** What the response adds to a row; returns why it cannot be one, or null. */
  private String fill(Map<String, Object> columns, Row sample) {
    if (!isNull(sample, SampleSchema.PREFIX_ERROR)) {
      return string(sample, SampleSchema.PREFIX_ERROR);
    }
    Row answer = sample.getStruct(sample.fieldIndex(StagePolicy.RESPONSE));
    if (string(answer, "finish_reason").equals(FinishReason.ERROR.text())) {
      return string(answer, "error");
    }
    Row request = request(sample);
    int[] prefix = ints(request, "prefix_token_ids");
    int[] continuation = ints(answer, "token_ids");
    int[] response = join(prefix, continuation);
    float[] logprobs = floats(answer, "logprobs");
    float[] behaviour = join(floats(sample, SampleSchema.PREFIX_BEHAVIOUR), logprobs);
    float[] current = join(floats(answer, "prefix_logprobs"), logprobs);
    List<Segment> segments =
        Segments.append(
            SegmentRows.read(sample, SampleSchema.PREFIX_SEGMENTS),
            settings.policy().version(),
            settings.policy().contentHash(),
            continuation.length);
    if (!finite(behaviour) || !finite(current)) {
      return "a log-probability is not finite";
    }
    if (!Segments.cover(segments, response.length)) {
      return "the segments do not cover the response";
    }
    columns.put("response_token_ids", response);
    columns.put("behaviour_logprobs", behaviour);
    columns.put("current_logprobs", current);
    columns.put("segments", SegmentRows.of(segments));
    columns.put("prefix_length", prefix.length);
    columns.put("prefix_rollout_id", string(sample, SampleSchema.PREFIX_ROLLOUT_ID));
    columns.put("finish_reason", string(answer, "finish_reason"));
    columns.put("response_text", string(answer, "text"));
    columns.put("generated_tokens", continuation.length);
    return null;
  }

  /** What every row has, whatever became of the sample. */
  private Map<String, Object> identity(Row sample) {
    String promptId = string(sample, SampleSchema.PROMPT_ID);
    int index = integer(sample, SampleSchema.SAMPLE_INDEX);
    Map<String, Object> columns = new HashMap<>();
    columns.put("run_id", settings.runId());
    columns.put("rollout_id", id(promptId, index));
    columns.put("round", settings.round());
    columns.put("prompt_id", promptId);
    columns.put("sample_index", index);
    columns.put("policy_version", settings.policy().version());
    columns.put("checkpoint_hash", settings.policy().contentHash());
    columns.put("prompt_token_ids", ints(request(sample), "prompt_token_ids"));
    columns.put(
        "sampling", RowFactory.create(settings.temperature(), 1.0, 0, settings.maxTokens()));
    columns.put("created_at", Instant.now());
    return columns;
  }

  private static Row request(Row sample) {
    return sample.getStruct(sample.fieldIndex(StagePolicy.REQUEST));
  }

  private String id(String promptId, int index) {
    String name = "%s\n%d\n%s\n%d".formatted(settings.runId(), settings.round(), promptId, index);
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, ID_LENGTH);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Cannot name a rollout: this JVM has no SHA-256", e);
    }
  }

  private static boolean finite(float[] values) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        return false;
      }
    }
    return true;
  }

  private static int[] join(int[] first, int[] second) {
    int[] all = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }

  private static float[] join(float[] first, float[] second) {
    float[] all = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }
}
