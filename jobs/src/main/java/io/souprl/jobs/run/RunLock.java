package io.souprl.jobs.run;

import io.souprl.error.InputErrors;
import io.souprl.jobs.table.RunDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.StandardOpenOption;
import org.apache.hadoop.fs.Path;

/**
 * One driver a run: an operating-system lock on run.dir/lock, which a killed process gives up by
 * itself. On remote file systems there is none, and the scheduler must not start two drivers.
 */
final class RunLock implements AutoCloseable {
  private final FileChannel channel;

  private RunLock(FileChannel channel) {
    this.channel = channel;
  }

  /** For a process that only reads. */
  static RunLock none() {
    return new RunLock(null);
  }

  static RunLock take(RunDirectory directory) {
    if (!directory.local()) {
      return none();
    }
    java.nio.file.Path path = RunDirectory.localPath(new Path(directory.root(), "lock"));
    try {
      FileChannel channel =
          FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock;
      try {
        lock = channel.tryLock();
      } catch (OverlappingFileLockException e) {
        lock = null;
      }
      if (lock == null) {
        channel.close();
        throw InputErrors.of(
            directory.root().toString(),
            "another process is working on this run",
            "Wait for it to end, or give this one another run.dir.");
      }
      return new RunLock(channel);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot lock " + path, e);
    }
  }

  @Override
  public void close() {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot release the lock", e);
      }
    }
  }
}
