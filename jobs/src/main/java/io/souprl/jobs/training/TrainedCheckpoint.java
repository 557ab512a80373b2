package io.souprl.jobs.training;

import io.souprl.checkpoint.ModelConfig;
import io.souprl.jobs.fault.FailPoints;
import io.souprl.jobs.run.Run;
import io.souprl.jobs.table.PolicyVersion;
import io.souprl.jobs.table.RunDirectory;
import io.souprl.model.OptimizerState;
import io.souprl.model.ParameterLayout;
import io.souprl.model.PolicyCheckpoint;
import io.souprl.model.PolicyWeights;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.fs.FileUtil;

/** Writes what training made as a new policy version. */
public final class TrainedCheckpoint {
  private TrainedCheckpoint() {}

  /**
   * Writes weights and optimiser state and registers them. A base has no steps of the run behind
   * it: its moments become 0, whatever training made its weights.
   *
   * @param source local directory with the model's configuration and tokenizer
   * @param parent version trained from, null for a base
   */
  public static PolicyVersion register(
      Run run, TrainedPolicy trained, Path source, int version, Integer parent, int round) {
    ModelConfig config = ModelConfig.read(source);
    ParameterLayout layout = ParameterLayout.of(config);
    if (parent == null) {
      trained.clearMoments();
    }
    OptimizerState optimizer =
        new OptimizerState(
            parent == null ? 0 : trained.globalStep(),
            trained.firstMoments(),
            trained.secondMoments());
    Path draft = draft(run, version);
    PolicyCheckpoint.write(
        draft,
        new PolicyWeights(config, layout, trained.weights()),
        optimizer,
        source,
        run.config().training().saveDtype());
    FailPoints.reach("checkpoint.written");
    return run.checkpoints().add(version, draft, parent, round);
  }

  /** On the run's own disk when that is local, so that it can be moved into place. */
  private static Path draft(Run run, int version) {
    try {
      if (!run.directory().local()) {
        return Files.createTempDirectory("souprl").resolve("checkpoint-" + version);
      }
      Path draft =
          RunDirectory.localPath(run.directory().temporary()).resolve("checkpoint-" + version);
      FileUtil.fullyDelete(draft.toFile());
      return draft;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot make a directory for the checkpoint", e);
    }
  }
}
