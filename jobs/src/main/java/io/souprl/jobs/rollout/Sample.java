package io.souprl.jobs.rollout;

import io.souprl.generation.FinishReason;
import io.souprl.generation.Generation;
import io.souprl.generation.GenerationRequest;
import io.souprl.random.CounterRandom;
import io.souprl.soup.PrefixChoice;
import io.souprl.soup.PrefixSampler;
import io.souprl.soup.Segment;
import io.souprl.soup.Segments;
import io.souprl.tokenizer.DecodeSpecials;
import io.souprl.tokenizer.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * One sample of a group: its prefix, if any, and how its row is made.
 *
 * @param source stored rollout that the prefix is cut from, null without a prefix
 * @param prefixLength tokens of the prefix, 0 without one
 */
record Sample(PromptTokens prompt, int index, HistoryRollout source, int prefixLength) {
  private static final int ID_LENGTH = 32;

  static Sample plain(PromptTokens prompt, int index) {
    return new Sample(prompt, index, null, 0);
  }

  /** A sample with a prefix from history, or a plain one when there is no candidate. */
  static Sample prefixed(
      PromptTokens prompt, int index, PrefixSampler sampler, List<HistoryRollout> history) {
    Optional<PrefixChoice> choice =
        sampler.choose(
            prompt.promptId(), index, history.stream().map(HistoryRollout::candidate).toList());
    if (choice.isEmpty()) {
      return plain(prompt, index);
    }
    Map<String, HistoryRollout> byId = new HashMap<>();
    history.forEach(rollout -> byId.put(rollout.rolloutId(), rollout));
    return new Sample(prompt, index, byId.get(choice.get().rolloutId()), choice.get().length());
  }

  GenerationRequest request(RolloutSettings settings) {
    return new GenerationRequest(
        prompt.tokenIds(),
        prefixTokens(),
        settings.maxTokens(),
        CounterRandom.of("sampling", settings.seed(), settings.round(), prompt.promptId(), index));
  }

  private int[] prefixTokens() {
    return source == null ? new int[0] : Arrays.copyOf(source.responseTokenIds(), prefixLength);
  }

  /** The table row of a finished sample; one that breaks the table's rules becomes an error row. */
  Row row(RolloutSettings settings, Generation generation, Tokenizer tokenizer) {
    int[] response = join(prefixTokens(), generation.tokenIds());
    float[] prefixBehaviour =
        source == null ? new float[0] : Arrays.copyOf(source.behaviourLogprobs(), prefixLength);
    float[] behaviour = join(prefixBehaviour, generation.logprobs());
    float[] current = join(generation.prefixLogprobs(), generation.logprobs());
    List<Segment> prefix =
        source == null
            ? List.of()
            : Segments.cut(source.segments(), source.rolloutId(), prefixLength);
    List<Segment> segments =
        Segments.append(
            prefix,
            settings.policy().version(),
            settings.policy().contentHash(),
            generation.tokenIds().length);
    if (!finite(behaviour) || !finite(current)) {
      return errorRow(settings, "a log-probability is not finite");
    }
    if (!Segments.cover(segments, response.length)) {
      return errorRow(settings, "the segments do not cover the response");
    }
    Map<String, Object> columns = identity(settings);
    columns.put("response_token_ids", response);
    columns.put("behaviour_logprobs", behaviour);
    columns.put("current_logprobs", current);
    columns.put("segments", segments.stream().map(Sample::row).toList());
    columns.put("prefix_length", prefixLength);
    columns.put("prefix_rollout_id", source == null ? null : source.rolloutId());
    columns.put("finish_reason", generation.finishReason().text());
    columns.put("response_text", tokenizer.decode(response, DecodeSpecials.SKIP));
    columns.put("generated_tokens", generation.tokenIds().length);
    return settings.rows().row(columns);
  }

  /** A row that says what went wrong. */
  Row errorRow(RolloutSettings settings, String error) {
    Map<String, Object> columns = identity(settings);
    columns.put("prefix_length", 0);
    columns.put("finish_reason", FinishReason.ERROR.text());
    columns.put("generated_tokens", 0);
    columns.put("error", error);
    return settings.rows().row(columns);
  }

  /** What every row has, whatever became of the sample. */
  private Map<String, Object> identity(RolloutSettings settings) {
    Map<String, Object> columns = new HashMap<>();
    columns.put("run_id", settings.runId());
    columns.put("rollout_id", id(settings));
    columns.put("round", settings.round());
    columns.put("prompt_id", prompt.promptId());
    columns.put("sample_index", index);
    columns.put("policy_version", settings.policy().version());
    columns.put("checkpoint_hash", settings.policy().contentHash());
    columns.put("prompt_token_ids", prompt.tokenIds());
    columns.put("sampling", sampling(settings));
    columns.put("created_at", Instant.now());
    return columns;
  }

  private static Row row(Segment segment) {
    return RowFactory.create(
        segment.policyVersion(),
        segment.checkpointHash(),
        segment.sourceRolloutId(),
        segment.length());
  }

  private static Row sampling(RolloutSettings settings) {
    return RowFactory.create(settings.temperature(), 1.0, 0, settings.maxTokens());
  }

  private String id(RolloutSettings settings) {
    String name =
        "%s\n%d\n%s\n%d".formatted(settings.runId(), settings.round(), prompt.promptId(), index);
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
