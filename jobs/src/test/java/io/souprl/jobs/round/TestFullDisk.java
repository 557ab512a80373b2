package io.souprl.jobs.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.souprl.config.SoupConfig;
import io.souprl.jobs.FaultyFileSystem;
import io.souprl.jobs.HandMadeRun;
import io.souprl.jobs.LocalSpark;
import io.souprl.jobs.TinyRun;
import io.souprl.jobs.rollout.RolloutStage;
import io.souprl.jobs.run.Run;
import io.souprl.jobs.run.Stages;
import io.souprl.jobs.training.TrainingStage;
import io.souprl.table.StageName;
import io.souprl.table.TableName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A remote file system that has no room left while a checkpoint is written to it. */
class TestFullDisk {
  @TempDir private Path home;

  @AfterEach
  void freeTheDisk() {
    FaultyFileSystem.free();
  }

  @Test
  void trainsLikeAnUndisturbedRunOnceThereIsRoom() throws IOException {
    Path local = home.resolve("local");
    try (HandMadeRun made = TinyRun.in(local)) {
      Stages.run(made.run(), new RolloutStage(), 0);
      TinyRun.score(made.run(), 0);
    }
    Path remote = home.resolve("remote");
    TinyRun.copyOf(local, remote).close();
    Files.delete(remote.resolve("lock")); // of the local disk: a lease would wait for its holder
    try (Run run = open("faulty:" + remote)) {
      FaultyFileSystem.fill("policies", 3000);
      assertThatThrownBy(() -> Stages.run(run, new TrainingStage(), 0))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageStartingWith("Cannot place checkpoint faulty:" + remote + "/policies/000001-")
          .hasRootCauseMessage("No space left on device");
      assertThat(run.tables().read(TableName.CHECKPOINTS).count()).isEqualTo(1);
      assertThat(run.ledger().done(StageName.TRAINING, 0)).isFalse();
    }
    FaultyFileSystem.free();
    try (Run run = open("faulty:" + remote);
        HandMadeRun undisturbed = TinyRun.again(local)) {
      Stages.run(run, new TrainingStage(), 0);
      Stages.run(undisturbed.run(), new TrainingStage(), 0);
      assertThat(run.checkpoints().version(1).contentHash())
          .isEqualTo(undisturbed.run().checkpoints().version(1).contentHash());
      for (TableName table : List.of(TableName.TRAINING_ROWS, TableName.QUARANTINE)) {
        assertThat(RunContents.rows(remote, table)).isEqualTo(RunContents.rows(local, table));
      }
    }
  }

  private static Run open(String directory) {
    SoupConfig config =
        SoupConfig.parse(
            TinyRun.config(Path.of("unused")).toYaml(), List.of("run.dir='" + directory + "'"));
    return Run.open(LocalSpark.session(), config);
  }
}
