package io.souprl.jobs.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.souprl.checkpoint.ModelConfig;
import io.souprl.jobs.TinyRun;
import io.souprl.jobs.packaging.Launcher;
import io.souprl.jobs.packaging.Outcome;
import io.souprl.jobs.packaging.S3Server;
import io.souprl.model.OptimizerState;
import io.souprl.model.PolicyCheckpoint;
import io.souprl.model.PolicyWeights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A round in a bucket, with a checkpoint of over 100 MB and a server that is busy for a while: the
 * same policies as on a local disk.
 */
@Tag("slow")
class ObjectStoreIT {
  private static final Path PYTHON = Path.of(System.getProperty("souprl.python"));
  private static final Path JARS = Launcher.ROOT.resolve("jobs/target/s3");
  private static final String POLICIES =
      "SELECT policy_version, content_hash FROM checkpoints ORDER BY policy_version";
  private static final long LARGE = 100L << 20;

  @TempDir private Path folder;

  @Test
  void holdsARunLikeALocalDisk() throws IOException {
    try (S3Server server = new S3Server(PYTHON, folder.resolve("s3.log"))) {
      server.makeBucket("runs");
      Launcher store = launcher(server, S3Server.KEY);
      Path checkpoint = checkpoint();
      Path prompts = prompts();
      String run = "s3a://runs/mine";

      requireRefusedOnce(server, run);
      server.busy(60, 4);
      round(store, run, prompts, checkpoint);
      assertThat(server.requests()).isGreaterThan(200);

      String local = folder.resolve("local").toString();
      round(Launcher.in(folder), local, prompts, checkpoint);
      String policies = sql(store, run);
      assertThat(policies.lines()).hasSize(2);
      assertThat(policies).isEqualTo(sql(Launcher.in(folder), local));
    }
  }

  /** Wrong credentials are told at once. */
  private void requireRefusedOnce(S3Server server, String run) {
    int before = server.requests();
    Outcome outcome =
        launcher(server, "wrong-key").run("round", "--config", config(), "--set", "run.dir=" + run);
    assertThat(outcome.exitCode()).as(outcome.errors()).isEqualTo(2);
    assertThat(outcome.errors())
        .contains("run.dir: cannot write to " + run)
        .doesNotContain("secret-of-wrong-key");
    assertThat(server.requests() - before).isBetween(1, 10);
  }

  private static void round(Launcher launcher, String run, Path prompts, Path checkpoint) {
    require(
        launcher
            .with("SOUPRL_FAST_START", "1")
            .run(
                "round",
                "--config",
                config(),
                "--set",
                "run.id=mine",
                "--set",
                "data.prompts=" + prompts,
                "--set",
                "model.checkpoint=" + checkpoint,
                "--set",
                "rollout.max-tokens=8",
                "--set",
                "advantage.normalize-std=false",
                "--set",
                "reward.format-weight=0.1",
                "--set",
                "run.dir=" + run));
  }

  private static String sql(Launcher launcher, String run) {
    Outcome outcome =
        require(launcher.run("sql", "--run", run, "--format", "json", "-e", POLICIES));
    return outcome.output();
  }

  private static Outcome require(Outcome outcome) {
    assertThat(outcome.exitCode()).as(outcome.errors()).isZero();
    return outcome;
  }

  private static String config() {
    return Launcher.ROOT.resolve("conf/smoke.yaml").toString();
  }

  private Launcher launcher(S3Server server, String key) {
    List<String> jars = new ArrayList<>();
    try (var files = Files.list(JARS)) {
      files.map(Path::toString).sorted().forEach(jars::add);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    assertThat(jars).hasSize(2);
    return Launcher.in(folder)
        .with("AWS_ACCESS_KEY_ID", key)
        .with("AWS_SECRET_ACCESS_KEY", "secret-of-" + key)
        .with("AWS_EC2_METADATA_DISABLED", "true")
        .with(
            "SOUPRL_SUBMIT_OPTS",
            String.join(
                " ",
                "--jars " + String.join(",", jars),
                "--conf spark.hadoop.fs.s3a.endpoint=" + server.endpoint(),
                "--conf spark.hadoop.fs.s3a.path.style.access=true",
                "--conf spark.hadoop.fs.s3a.multipart.threshold=16M",
                "--conf spark.hadoop.fs.s3a.multipart.size=16M"));
  }

  private Path prompts() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 16; i++) {
      lines.append(
          "{\"prompt_id\":\"p%d\",\"prompt\":\"%d,2=\",\"answer\":\"%d\",\"verifier\":\"final-number\",\"split\":\"train\"}\n"
              .formatted(i, i % 7 + 1, i % 7 + 3));
    }
    return Files.writeString(folder.resolve("prompts.jsonl"), lines);
  }

  /** Random weights of 27 million parameters. */
  private Path checkpoint() throws IOException {
    Path source =
        TinyRun.source(
            """
        {"architectures": ["Qwen2ForCausalLM"], "model_type": "qwen2", "hidden_act": "silu",
         "hidden_size": 512, "intermediate_size": 1536, "max_position_embeddings": 64,
         "num_attention_heads": 8, "num_hidden_layers": 9, "num_key_value_heads": 2,
         "rms_norm_eps": 1e-6, "rope_theta": 10000.0, "tie_word_embeddings": true,
         "torch_dtype": "float32", "bos_token_id": 1, "eos_token_id": 2, "pad_token_id": 0,
         "vocab_size": 64}
        """);
    PolicyWeights weights = PolicyWeights.initialise(ModelConfig.read(source), 1);
    Path checkpoint = folder.resolve("checkpoint");
    PolicyCheckpoint.write(checkpoint, weights, OptimizerState.fresh(weights.layout()), source);
    assertThat(Files.size(checkpoint.resolve("model.safetensors"))).isGreaterThan(LARGE);
    return checkpoint;
  }
}
