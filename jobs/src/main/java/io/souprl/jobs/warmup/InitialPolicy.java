package io.souprl.jobs.warmup;

import io.souprl.checkpoint.CheckpointDirectory;
import io.souprl.checkpoint.ModelConfig;
import io.souprl.error.InputErrors;
import io.souprl.jobs.run.Run;
import io.souprl.jobs.table.PolicyVersion;
import io.souprl.model.OptimizerState;
import io.souprl.model.PolicyCheckpoint;
import io.souprl.model.PolicyWeights;
import io.souprl.tokenizer.Tokenizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.fs.FileUtil;

/** The policy that a warm-up starts from: a checkpoint, or fresh weights. */
final class InitialPolicy {
  private InitialPolicy() {}

  /** Refuses a model section that names neither a checkpoint nor what fresh weights need. */
  static void check(io.souprl.config.ModelConfig model) {
    if (model.checkpoint().isBlank() && (model.config().isBlank() || model.tokenizer().isBlank())) {
      throw InputErrors.of(
          "model",
          "neither checkpoint nor config and tokenizer are set",
          "Set model.checkpoint to a Hugging Face directory, or model.config and model.tokenizer to start from fresh weights.");
    }
    for (String path : java.util.List.of(model.checkpoint(), model.config(), model.tokenizer())) {
      if (!path.isBlank() && !Files.exists(Path.of(path))) {
        throw InputErrors.of("model", "there is no " + path, "Correct the path.");
      }
    }
  }

  /** A directory that all executors can read, under the run's temporary one for fresh weights. */
  static PolicyVersion prepare(Run run) {
    io.souprl.config.ModelConfig model = run.config().model();
    if (!model.checkpoint().isBlank()) {
      return version(
          Path.of(model.checkpoint()).toAbsolutePath().toUri().toString(),
          Path.of(model.checkpoint()));
    }
    try {
      Path draft = Files.createTempDirectory("souprl-initial");
      Path source = Files.createDirectory(draft.resolve("source"));
      Files.copy(Path.of(model.config()), source.resolve(ModelConfig.FILE_NAME));
      Path tokenizer = Path.of(model.tokenizer());
      Files.copy(tokenizer, source.resolve(Tokenizer.FILE_NAME));
      Path settings = tokenizer.resolveSibling("tokenizer_config.json");
      if (Files.exists(settings)) {
        Files.copy(settings, source.resolve("tokenizer_config.json"));
      }
      PolicyWeights weights =
          PolicyWeights.initialise(ModelConfig.read(source), run.config().seed());
      Path written = draft.resolve("checkpoint");
      PolicyCheckpoint.write(written, weights, OptimizerState.fresh(weights.layout()), source);
      org.apache.hadoop.fs.Path target =
          new org.apache.hadoop.fs.Path(run.directory().temporary(), "initial");
      run.directory().files().delete(target, true);
      FileUtil.copy(
          written.toFile(),
          run.directory().files(),
          target,
          false,
          run.spark().sparkContext().hadoopConfiguration());
      return version(target.toString(), written);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot prepare fresh weights", e);
    }
  }

  private static PolicyVersion version(String uri, Path local) {
    try (CheckpointDirectory checkpoint = CheckpointDirectory.open(local)) {
      return new PolicyVersion(-1, uri, checkpoint.contentHash());
    }
  }
}
