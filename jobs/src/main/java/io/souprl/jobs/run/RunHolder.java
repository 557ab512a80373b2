package io.souprl.jobs.run;

import io.souprl.jobs.table.RunDirectory;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The process that works on a run, by what it wrote into run.dir/lock.
 *
 * @param name process, host and a number of its own
 * @param sign when it took the run or, on a remote file system, last said that it is alive
 * @param alive nothing where that cannot be told: on a disk that hosts share
 */
public record RunHolder(String name, Instant sign, Optional<Boolean> alive) {
  /** Looks at the run without touching it; nothing when nobody has it. */
  public static Optional<RunHolder> of(RunDirectory directory) {
    if (directory.local()) {
      return LocalLock.holder(directory)
          .map(text -> new RunHolder(text.holder(), text.sign(), text.processIsThere()));
    }
    return LockText.read(directory)
        .map(text -> new RunHolder(text.holder(), text.sign(), Optional.of(fresh(text))));
  }

  private static boolean fresh(LockText text) {
    Duration silence = Duration.between(text.sign(), Instant.now());
    return silence.toMillis() < LeaseTiming.usual().patienceMillis();
  }
}
