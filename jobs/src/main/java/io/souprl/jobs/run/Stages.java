package io.souprl.jobs.run;

import com.sun.management.OperatingSystemMXBean;
import io.souprl.jobs.fault.FailPoints;
import io.souprl.jobs.tracking.RunFigures;
import io.souprl.jobs.tracking.Tracking;
import io.souprl.table.TableName;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs stages: once each, with a frozen configuration, committed by a manifest row. */
public final class Stages {
  private static final Logger LOG = LoggerFactory.getLogger(Stages.class);

  private Stages() {}

  /**
   * Runs a stage of a round unless it is done.
   *
   * @return its counts, or nothing when it was done before
   */
  public static Optional<Map<String, Double>> run(Run run, Stage stage, int round) {
    String title = "round %d %s".formatted(round, stage.name().text());
    if (run.ledger().done(stage.name(), round)) {
      LOG.info("{}: already done", title);
      return Optional.empty();
    }
    stage.check(run, round);
    if (round >= 0) {
      run.freezeConfig(round);
    }
    Instant start = Instant.now();
    double cpu = cpuSeconds();
    Map<String, Long> versions = new LinkedHashMap<>();
    for (TableName table : stage.inputs()) {
      versions.put(table.text(), run.tables().version(table));
    }
    Map<String, Double> counts = new LinkedHashMap<>(stage.run(run, round));
    counts.put("seconds", Duration.between(start, Instant.now()).toMillis() / 1000.0);
    counts.put("driver_cpu_seconds", cpuSeconds() - cpu);
    FailPoints.reach(stage.name().text() + ".after-data");
    run.requireLock();
    run.ledger().record(stage.name(), round, run.config().hash(), versions, counts, start);
    LOG.info(
        "{}: done in {} s ({} s of CPU)",
        title,
        "%.1f".formatted(counts.get("seconds")),
        "%.1f".formatted(counts.get("driver_cpu_seconds")));
    Tracking.done(new RunFigures(run.config(), run.directory(), run.tables()), stage.name(), round);
    return Optional.of(counts);
  }

  /** CPU time of this process: the driver's and, in local mode, also the tasks'. */
  private static double cpuSeconds() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
        ? system.getProcessCpuTime() / 1e9
        : Double.NaN;
  }
}
