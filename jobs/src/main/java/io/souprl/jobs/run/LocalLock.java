package io.souprl.jobs.run;

import io.souprl.error.InputErrors;
import io.souprl.jobs.table.RunDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A lock of the operating system on run.dir/lock, which says who holds it. It belongs to the
 * process: closing the file a second time, even after a look at it, would give it up. So what this
 * process holds is known without the file.
 */
final class LocalLock implements RunLock {
  private static final Map<Path, LockText> HELD = new ConcurrentHashMap<>();

  private final Path path;
  private final FileChannel channel;

  private LocalLock(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  static LocalLock take(RunDirectory directory) {
    Path path = RunDirectory.localPath(directory.lock());
    LockText text = LockText.now(LockText.newHolder());
    if (HELD.putIfAbsent(path, text) != null) {
      throw InputErrors.of(
          directory.root().toString(), "this process works on this run already", "Close it first.");
    }
    FileChannel channel = null;
    try {
      channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (channel.tryLock() == null) {
        throw RunLock.taken(
            directory,
            LockText.inBrackets(LockText.read(directory).map(LockText::holder).orElse("")));
      }
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(text.bytes()));
      return new LocalLock(path, channel);
    } catch (IOException | RuntimeException e) {
      HELD.remove(path);
      close(channel);
      throw e instanceof RuntimeException problem
          ? problem
          : new UncheckedIOException("Cannot lock " + path, (IOException) e);
    }
  }

  private static void close(FileChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot close the lock", e);
    }
  }

  /** Who holds the run, or held it when it was killed. */
  static Optional<LockText> holder(RunDirectory directory) {
    LockText own = HELD.get(RunDirectory.localPath(directory.lock()));
    return own != null ? Optional.of(own) : LockText.read(directory);
  }

  /** It is held until this process closes it or ends. */
  @Override
  public void requireHeld() {}

  @Override
  public void close() {
    try {
      channel.truncate(0);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot release the lock " + path, e);
    } finally {
      close(channel);
      HELD.remove(path);
    }
  }
}
