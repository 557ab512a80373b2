package io.souprl.jobs.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.souprl.jobs.HandMadeRun;
import io.souprl.jobs.packaging.Launcher;
import io.souprl.jobs.packaging.Outcome;
import io.souprl.jobs.packaging.StandaloneCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rounds on a standalone cluster while drivers, executors and whole workers are killed at random
 * times: the same command, repeated until it succeeds, ends in the rows and bytes of a run that was
 * left alone. {@code -Dsoak.minutes} says how long, {@code -Dsoak.seed} repeats a sequence of kills
 * (what they hit depends on the machine's speed as well).
 */
@Tag("soak")
class SoakIT {
  private static final Logger LOG = LoggerFactory.getLogger(SoakIT.class);
  private static final int KILLED = 137;
  private static final int FAILED = 1;
  private static final int PAUSE_SECONDS = 45;
  private static final List<String> SETTINGS = ClusterRuns.shared("soak");

  @TempDir private Path folder;

  private enum Victim {
    DRIVER("org.apache.spark.deploy.SparkSubmit"),
    EXECUTOR("CoarseGrainedExecutorBackend"),
    WORKER("org.apache.spark.deploy.worker.Worker");

    private final String mainClass;

    Victim(String mainClass) {
      this.mainClass = mainClass;
    }
  }

  @Test
  void endsAsARunThatWasLeftAlone() {
    long seed = Long.getLong("souprl.soak-seed");
    Path soaked = folder.resolve("soaked");
    Outcome quickstart = Launcher.in(folder).smoke(soaked, 1, SETTINGS.toArray(String[]::new));
    assertThat(quickstart.exitCode()).as(quickstart.errors()).isZero();
    Path undisturbed = folder.resolve("undisturbed");
    HandMadeRun.copy(soaked, undisturbed);
    try (StandaloneCluster cluster = new StandaloneCluster(ClusterRuns.SPARK, folder)) {
      ClusterRuns runs = new ClusterRuns(cluster, folder, SETTINGS);
      runs.addWorkers();
      Instant end = Instant.now().plus(Duration.ofMinutes(Long.getLong("souprl.soak-minutes")));
      CompletableFuture<Map<Victim, Integer>> kills =
          CompletableFuture.supplyAsync(() -> kill(cluster, new Random(seed), end));
      int rounds = 0;
      int commands = 0;
      while (Instant.now().isBefore(end) || rounds == 0) {
        rounds++;
        commands += untilDone(runs, soaked);
        LOG.info("soak: {} rounds by {} commands", rounds, commands);
      }
      LOG.info("soak: seed {}, killed {}, {} rounds", seed, kills.join(), rounds);
      Outcome alone = runs.submit(undisturbed, "", "round", "--count", Integer.toString(rounds));
      assertThat(alone.exitCode()).as(alone.errors()).isZero();
    }
    RunContents.requireSame(soaked, undisturbed);
    RunContents.requireEachOnce(soaked);
  }

  /** Repeats a round until it is done; returns how many commands that took. */
  private static int untilDone(ClusterRuns runs, Path run) {
    for (int commands = 1; ; commands++) {
      Outcome outcome = runs.submit(run, "", "round");
      if (outcome.exitCode() == 0) {
        return commands;
      }
      assertThat(outcome.exitCode()).as(outcome.errors()).isIn(KILLED, FAILED);
      if (outcome.exitCode() == FAILED) {
        LOG.info("soak: a command failed\n{}", outcome.errors());
        assertThat(outcome.errors()).containsIgnoringCase("executor");
      }
    }
  }

  private static Map<Victim, Integer> kill(StandaloneCluster cluster, Random random, Instant end) {
    Map<Victim, Integer> kills = new EnumMap<>(Victim.class);
    int oldestWorker = 0;
    while (true) {
      try {
        Thread.sleep(Duration.ofSeconds(1 + random.nextInt(PAUSE_SECONDS)).toMillis());
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      Victim victim = Victim.values()[random.nextInt(Victim.values().length)];
      List<ProcessHandle> candidates =
          ProcessHandle.current()
              .descendants()
              .filter(process -> process.info().commandLine().orElse("").contains(victim.mainClass))
              .toList();
      if (!Instant.now().isBefore(end)) {
        return kills;
      }
      if (!candidates.isEmpty()) {
        if (victim == Victim.WORKER) {
          cluster.killWorker(oldestWorker++);
          cluster.addWorker();
        } else {
          candidates.get(random.nextInt(candidates.size())).destroyForcibly();
        }
        kills.merge(victim, 1, Integer::sum);
      }
    }
  }
}
