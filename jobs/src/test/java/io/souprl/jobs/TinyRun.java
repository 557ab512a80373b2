package io.souprl.jobs;

import io.souprl.checkpoint.ModelConfig;
import io.souprl.config.SoupConfig;
import io.souprl.jobs.rollout.RolloutStage;
import io.souprl.jobs.run.Run;
import io.souprl.jobs.run.Stages;
import io.souprl.jobs.table.RowBuilder;
import io.souprl.model.OptimizerState;
import io.souprl.model.PolicyCheckpoint;
import io.souprl.model.PolicyWeights;
import io.souprl.table.StageName;
import io.souprl.table.TableName;
import io.souprl.task.CountdownResources;
import io.souprl.verify.Verifiers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;

/** Runs with a tiny random policy on countdown-like prompts. */
public final class TinyRun {
  /** Room for a prompt and its response. */
  public static final int CONTEXT = 64;

  /** Times fresh weights, so that the next token depends on those before it. */
  private static final float SHARPER = 8;

  private static final List<String> SETTINGS =
      List.of(
          "seed=7",
          "rollout.prompts-per-round=4",
          "rollout.group-size=4",
          "rollout.prefixed-per-group=2",
          "rollout.max-tokens=12",
          "training.groups-per-step=2",
          "training.epochs=2",
          "training.optimizer.learning-rate=0.01",
          "training.optimizer.epsilon=1e-4");

  private TinyRun() {}

  /** A new run with four prompts and a policy version 0. */
  public static HandMadeRun in(Path directory, String... overrides) {
    HandMadeRun made = HandMadeRun.in(directory, settings(overrides));
    prompts(made.run(), List.of("1,2,3=6>", "4,5=9>", "7,8,9=24>", "2,2=4>"));
    policy(made.run(), 0);
    return made;
  }

  /** Makes a run with a sampled and scored round 0 and a policy version 1. */
  public static void roundBehind(Path directory) {
    try (HandMadeRun made = in(directory)) {
      Stages.run(made.run(), new RolloutStage(), 0);
      score(made.run(), 0);
      policy(made.run(), 1);
    }
  }

  /** Opens a run that was closed. */
  public static HandMadeRun again(Path directory, String... overrides) {
    return HandMadeRun.again(directory, settings(overrides));
  }

  /** Opens a copy of a run that was closed; its checkpoints stay where they are. */
  public static HandMadeRun copyOf(Path run, Path directory, String... overrides) {
    HandMadeRun.copy(run, directory);
    return again(directory, overrides);
  }

  /** The configuration of such a run. */
  public static SoupConfig config(Path directory, String... overrides) {
    return HandMadeRun.config(directory, settings(overrides));
  }

  private static String[] settings(String... overrides) {
    return Stream.concat(SETTINGS.stream(), Stream.of(overrides)).toArray(String[]::new);
  }

  /** Adds prompts, each with its text as its id. */
  public static void prompts(Run run, List<String> texts) {
    RowBuilder builder = run.tables().rows(TableName.PROMPTS);
    List<Row> rows = new ArrayList<>();
    for (String text : texts) {
      rows.add(
          builder.row(
              "run_id", run.id(),
              "prompt_id", text,
              "dataset", "tiny",
              "split", "train",
              "prompt", text,
              "answer", "1",
              "verifier", "countdown"));
    }
    run.tables().append(TableName.PROMPTS, rows, texts.toString());
  }

  /** Registers random weights, other ones for every version. */
  public static void policy(Run run, int version) {
    Path written = Path.of(run.config().run().dir(), "policy-" + version);
    writePolicy(written, 48, version);
    run.checkpoints().add(version, written, version == 0 ? null : version - 1, version - 1);
  }

  /** Writes a checkpoint with random weights. */
  public static void writePolicy(Path directory, int vocabularySize, long seed) {
    Path source = source(config(vocabularySize));
    PolicyWeights weights = PolicyWeights.initialise(ModelConfig.read(source), seed);
    for (float[] values : weights.values()) {
      for (int i = 0; i < values.length; i++) {
        values[i] *= values[i] == 1 ? 1 : SHARPER;
      }
    }
    PolicyCheckpoint.write(directory, weights, OptimizerState.fresh(weights.layout()), source);
  }

  /** A new directory with this {@code config.json} and countdown's tokenizer. */
  public static Path source(String config) {
    try {
      Path source = Files.createTempDirectory("souprl-tiny");
      Files.writeString(source.resolve("config.json"), config);
      Files.writeString(source.resolve("tokenizer.json"), CountdownResources.tokenizer());
      Files.writeString(
          source.resolve("tokenizer_config.json"), CountdownResources.tokenizerConfig());
      return source;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write a tiny policy", e);
    }
  }

  private static String config(int vocabularySize) {
    return """
    {"architectures": ["Qwen2ForCausalLM"], "model_type": "qwen2", "hidden_act": "silu",
     "hidden_size": 16, "intermediate_size": 24, "max_position_embeddings": %d,
     "num_attention_heads": 2,
     "num_hidden_layers": 1, "num_key_value_heads": 1, "rms_norm_eps": 1e-6,
     "rope_theta": 10000.0, "tie_word_embeddings": true, "torch_dtype": "float32",
     "bos_token_id": 1, "eos_token_id": 2, "pad_token_id": 0, "vocab_size": %d}
    """
        .formatted(CONTEXT, vocabularySize);
  }

  /** Scores a round so that samples with an odd index are right. */
  public static void score(Run run, int round) {
    RowBuilder builder = run.tables().rows(TableName.SCORES);
    List<Row> rows = new ArrayList<>();
    for (Row rollout : rollouts(run, round)) {
      int right = rollout.<Integer>getAs("sample_index") % 2;
      rows.add(
          builder.row(
              "run_id",
              run.id(),
              "rollout_id",
              rollout.<String>getAs("rollout_id"),
              "prompt_id",
              rollout.<String>getAs("prompt_id"),
              "round",
              round,
              "verifier",
              "countdown",
              "verifier_version",
              Verifiers.named("countdown").version(),
              "status",
              right == 1 ? "correct" : "incorrect",
              "reward",
              (double) right,
              "scored_at",
              Instant.EPOCH));
    }
    run.tables().append(TableName.SCORES, rows, "scores-" + round);
    run.ledger()
        .record(StageName.SCORING, round, "hash", Map.of(), Map.of("seconds", 0.5), Instant.EPOCH);
  }

  /** The rollouts of a round by prompt and sample. */
  public static List<Row> rollouts(Run run, int round) {
    return run.tables()
        .read(TableName.ROLLOUTS, round)
        .orderBy("prompt_id", "sample_index")
        .collectAsList();
  }
}
