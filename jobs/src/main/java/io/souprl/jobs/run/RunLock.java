package io.souprl.jobs.run;

import io.souprl.error.InputErrors;
import io.souprl.error.InputException;
import io.souprl.jobs.table.RunDirectory;

/**
 * One driver a run: an operating-system lock on local disks, which a killed process gives up by
 * itself, and a lease with a heartbeat on remote file systems.
 */
interface RunLock extends AutoCloseable {
  /** Makes sure that nobody has taken the run. */
  void requireHeld();

  @Override
  void close();

  /** For a process that only reads. */
  static RunLock none() {
    return new RunLock() {
      @Override
      public void requireHeld() {}

      @Override
      public void close() {}
    };
  }

  /**
   * Takes the run for this process.
   *
   * @throws InputException when another process works on it
   */
  static RunLock take(RunDirectory directory) {
    return directory.local()
        ? LocalLock.take(directory)
        : Lease.take(directory, LeaseTiming.usual());
  }

  /** That another process has the run. */
  static InputException taken(RunDirectory directory, String who) {
    return InputErrors.of(
        directory.root().toString(),
        "another process is working on this run" + who,
        "Wait for it to end, or give this one another run.dir.");
  }
}
