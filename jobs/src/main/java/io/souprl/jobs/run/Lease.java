package io.souprl.jobs.run;

import io.souprl.jobs.table.RunDirectory;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lease on run.dir/lock: a file that names its holder and is written again every few seconds. One
 * whose text stays the same for long enough has no holder any more; it is watched for that long
 * with the clock of this process, so that clocks need not agree. Creating the file is atomic on
 * HDFS. On S3 it is not, and two processes that start in the same second may both believe that they
 * have the run until the next sign of life; the one that finds the other's name stops before it
 * commits.
 */
final class Lease implements RunLock {
  private static final Logger LOG = LoggerFactory.getLogger(Lease.class);

  private final RunDirectory directory;
  private final Path path;
  private final String holder;
  private final ScheduledExecutorService heart;
  private final ScheduledFuture<?> beats;
  private volatile String lostTo;

  private Lease(RunDirectory directory, String holder, LeaseTiming timing) {
    this.directory = directory;
    this.path = directory.lock();
    this.holder = holder;
    this.heart = Timers.daemon("souprl-lease");
    this.beats =
        heart.scheduleAtFixedRate(
            this::beat, timing.beatMillis(), timing.beatMillis(), TimeUnit.MILLISECONDS);
  }

  static Lease take(RunDirectory directory, LeaseTiming timing) {
    Path path = directory.lock();
    FileSystem files = directory.files();
    String holder = LockText.newHolder();
    try {
      if (!create(files, path, holder)) {
        waitForTheEndOf(directory, timing);
        files.delete(path, false);
        if (!create(files, path, holder)) {
          throw RunLock.taken(directory, LockText.inBrackets(read(files, path).orElse("")));
        }
      }
      String written = read(files, path).orElse("");
      if (!LockText.inBrackets(written).equals(LockText.inBrackets(holder))) {
        throw RunLock.taken(directory, LockText.inBrackets(written));
      }
      return new Lease(directory, holder, timing);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot take the lease " + path, e);
    }
  }

  /** Returns when the lease has shown no sign of life for long enough, and throws when it does. */
  private static void waitForTheEndOf(RunDirectory directory, LeaseTiming timing)
      throws IOException {
    FileSystem files = directory.files();
    String first = read(files, directory.lock()).orElse("");
    LOG.info(
        "{}: waiting up to {} s for a sign of life{}",
        directory.root(),
        timing.patienceMillis() / 1000,
        LockText.inBrackets(first));
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timing.patienceMillis());
    while (System.nanoTime() < end) {
      try {
        Thread.sleep(Math.max(1, timing.beatMillis() / 2));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("Cannot wait for the lease: interrupted", e);
      }
      Optional<String> now = read(files, directory.lock());
      if (now.isEmpty()) {
        return;
      }
      if (first.isEmpty()) {
        first = now.get();
      } else if (!now.get().isEmpty() && !now.get().equals(first)) {
        throw RunLock.taken(directory, LockText.inBrackets(now.get()));
      }
    }
    LOG.warn(
        "{}: took the run over from a process that was killed{}",
        directory.root(),
        LockText.inBrackets(first));
  }

  private static boolean create(FileSystem files, Path path, String holder) throws IOException {
    try (OutputStream stream = files.create(path, false)) {
      stream.write(LockText.now(holder).bytes());
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (IOException e) {
      if (files.exists(path)) {
        return false; // what some file systems say instead
      }
      throw e;
    }
  }

  /** Its text, which is empty for the moment in which the holder writes it. */
  private static Optional<String> read(FileSystem files, Path path) throws IOException {
    try (InputStream stream = files.open(path)) {
      return Optional.of(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  /** In turn with {@link #requireHeld}: a file that is being written reads as empty. */
  private synchronized void beat() {
    try {
      if (lostTo == null && stillOurs()) {
        try (OutputStream stream = directory.files().create(path, true)) {
          stream.write(LockText.now(holder).bytes());
        }
      }
    } catch (IOException | RuntimeException e) {
      LOG.warn("Cannot renew the lease {}: {}", path, e.toString());
    }
  }

  private boolean stillOurs() throws IOException {
    Optional<String> now = read(directory.files(), path);
    if (now.isPresent()
        && (now.get().isEmpty()
            || LockText.inBrackets(now.get()).equals(LockText.inBrackets(holder)))) {
      return true;
    }
    lostTo = now.map(LockText::inBrackets).orElse(" (its file is gone)");
    return false;
  }

  @Override
  public synchronized void requireHeld() {
    try {
      if (lostTo == null && stillOurs()) {
        return;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot look at the lease " + path, e);
    }
    throw new IllegalStateException(
        "Cannot go on with %s: another process has taken this run%s. What was committed stays; the other one goes on from there."
            .formatted(directory.root(), lostTo));
  }

  @Override
  public void close() {
    beats.cancel(false);
    heart.shutdown();
    try {
      if (heart.awaitTermination(1, TimeUnit.MINUTES) && lostTo == null && stillOurs()) {
        directory.files().delete(path, false);
      }
    } catch (IOException e) {
      LOG.warn("Cannot give up the lease {}: {}", path, e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
