package io.souprl.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.souprl.error.InputException;
import io.souprl.jobs.LocalSpark;
import io.souprl.jobs.table.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestLease {
  private static final LeaseTiming QUICK = new LeaseTiming(50, 1000);

  @TempDir private Path folder;
  private RunDirectory directory;
  private Path file;

  @BeforeEach
  void makeTheDirectory() {
    directory =
        new RunDirectory(
            "faulty:" + folder, LocalSpark.session().sparkContext().hadoopConfiguration());
    file = folder.resolve("lock");
  }

  @Test
  void isTakenByOneAndGivenUp() {
    try (Lease lease = Lease.take(directory, QUICK)) {
      lease.requireHeld();
      assertThatThrownBy(() -> Lease.take(directory, QUICK))
          .isInstanceOf(InputException.class)
          .hasMessageMatching(
              "faulty:.*: another process is working on this run \\(process \\d+ on .*\\)\\."
                  + " Wait for it to end, or give this one another run\\.dir\\.");
      lease.requireHeld();
    }
    assertThat(file).doesNotExist();
    Lease.take(directory, QUICK).close();
  }

  @Test
  void isTakenOverFromAProcessThatWasKilled() throws IOException {
    Files.writeString(file, "process 1 on elsewhere, x\n2026-01-01T00:00:00Z\n");
    try (Lease lease = Lease.take(directory, QUICK)) {
      lease.requireHeld();
      assertThat(Files.readString(file)).contains("process " + ProcessHandle.current().pid());
    }
  }

  @Test
  void stopsTheOneThatHasLostIt() throws IOException {
    try (Lease lease = Lease.take(directory, new LeaseTiming(60_000, 60_000))) {
      Files.writeString(file, "process 2 on elsewhere, y\n2026-01-01T00:00:00Z\n");
      assertThatThrownBy(lease::requireHeld)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining(
              "another process has taken this run (process 2 on elsewhere, y). What was committed"
                  + " stays");
    }
    assertThat(file).as("it is the other one's").exists();
  }

  @Test
  void isLostWithItsFile() throws IOException {
    try (Lease lease = Lease.take(directory, new LeaseTiming(60_000, 60_000))) {
      Files.delete(file);
      assertThatThrownBy(lease::requireHeld).hasMessageContaining("(its file is gone)");
    }
  }
}
