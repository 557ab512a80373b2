package io.souprl.jobs.experiment;

import io.souprl.config.SoupConfig;
import io.souprl.error.InputErrors;
import io.souprl.error.InputException;
import io.souprl.jobs.evaluation.EvaluationStage;
import io.souprl.jobs.imports.CheckpointImport;
import io.souprl.jobs.quickstart.CountdownRun;
import io.souprl.jobs.round.RoundJob;
import io.souprl.jobs.run.Run;
import io.souprl.jobs.run.Stages;
import io.souprl.jobs.warmup.WarmupStage;
import io.souprl.soup.PrefixSource;
import io.souprl.table.StageName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the runs of an experiment in one application, some at a time. A run is one like any other,
 * so a killed experiment goes on where it was.
 */
final class ExperimentJob {
  private static final Logger LOG = LoggerFactory.getLogger(ExperimentJob.class);

  /** The base has no rounds, which freeze theirs. */
  private static final String BASE_CONFIG = "base.yaml";

  private final SparkSession spark;
  private final ExperimentPlan plan;

  ExperimentJob(SparkSession spark, ExperimentPlan plan) {
    this.spark = spark;
    this.plan = plan;
  }

  /**
   * Makes what is not done of these runs.
   *
   * @param parallel runs at a time
   * @throws io.souprl.error.InputException when a run was begun with other keys
   */
  void run(List<ExperimentRun> runs, int parallel) {
    requireIndependent(runs, parallel);
    Map<String, String> bases = new LinkedHashMap<>();
    for (ExperimentRun run : runs) {
      bases.computeIfAbsent(run.setting(), setting -> base(plan.bases().get(setting)));
    }
    ExecutorService threads = Executors.newFixedThreadPool(parallel);
    try {
      Map<ExperimentRun, Future<?>> futures = new LinkedHashMap<>();
      for (ExperimentRun run : runs) {
        futures.put(run, threads.submit(() -> make(run, bases.get(run.setting()))));
      }
      await(futures);
    } finally {
      stop(threads);
    }
  }

  /** Some stages checkpoint their data in a directory that all runs of an application share. */
  private static void requireIndependent(List<ExperimentRun> runs, int parallel) {
    if (parallel < 1) {
      throw InputErrors.of("--parallel", "it is " + parallel, "Give 1 or more.");
    }
    for (ExperimentRun run : runs) {
      SoupConfig config = run.config();
      boolean shares =
          config.prefix().source() == PrefixSource.GENERATED || config.training().partitions() > 1;
      if (parallel > 1 && shares) {
        throw InputErrors.of(
            "--parallel",
            "%d runs at a time cannot have prefix.source generated or training.partitions above 1, as %s has"
                .formatted(parallel, run.name()),
            "Use --parallel 1.");
      }
    }
  }

  /** All runs are tried; those that failed are named at the end. */
  private static void await(Map<ExperimentRun, Future<?>> futures) {
    List<String> refused = new ArrayList<>();
    List<String> failed = new ArrayList<>();
    Throwable cause = null;
    for (Map.Entry<ExperimentRun, Future<?>> entry : futures.entrySet()) {
      String name = entry.getKey().name();
      try {
        entry.getValue().get();
      } catch (ExecutionException e) {
        if (e.getCause() instanceof InputException) {
          refused.add(name + ": " + e.getCause().getMessage());
        } else {
          LOG.error("{} failed", name, e.getCause());
          failed.add(name);
          cause = e.getCause();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("Cannot end the experiment: interrupted", e);
      }
    }
    if (!failed.isEmpty()) {
      throw new IllegalStateException("Cannot end the experiment: failed runs: " + failed, cause);
    }
    if (!refused.isEmpty()) {
      throw InputErrors.all(refused);
    }
  }

  /** The session must not be closed under stages that still run. */
  private static void stop(ExecutorService threads) {
    threads.shutdownNow();
    try {
      if (!threads.awaitTermination(1, TimeUnit.MINUTES)) {
        LOG.warn("some runs are still at work");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Makes the base policy of a setting, evaluates it and returns where it is. */
  private String base(SoupConfig config) {
    SoupConfig configured =
        CountdownRun.configured(config, spark.sparkContext().hadoopConfiguration());
    try (Run run = Run.open(spark, configured)) {
      Optional<String> begun = run.directory().read(BASE_CONFIG);
      if (begun.isPresent()) {
        requireSame(config, SoupConfig.parse(begun.get()).differences(configured));
      } else {
        run.directory().write(BASE_CONFIG, configured.toYaml());
      }
      if (!run.ledger().done(StageName.EVALUATION, WarmupStage.ROUND)) {
        CountdownRun.prepare(run);
        Stages.run(run, new WarmupStage(), WarmupStage.ROUND);
        Stages.run(run, new EvaluationStage(), WarmupStage.ROUND);
      }
      return run.checkpoints().version(0).uri();
    }
  }

  /** What is done of a run stays, so the rest must be made with the same keys. */
  private static void requireSame(SoupConfig config, List<String> changed) {
    if (!changed.isEmpty()) {
      throw InputErrors.of(
          config.run().dir(),
          "it was begun with other keys (" + String.join("; ", changed) + ")",
          "Put them back, or delete the directory or name another with --dir.");
    }
  }

  private void make(ExperimentRun wanted, String base) {
    try (Run run = Run.open(spark, wanted.config())) {
      requireSame(wanted.config(), run.changedKeys(0));
      int last = wanted.rounds() - 1;
      if (run.ledger().done(StageName.EVALUATION, last)) {
        LOG.info("{}: already done", wanted.name());
        return;
      }
      LOG.info("{}: from round {}", wanted.name(), run.ledger().nextRound());
      CountdownRun.addProblems(run);
      CheckpointImport.run(run, base);
      for (int round = run.ledger().nextRound(); round < wanted.rounds(); round++) {
        RoundJob.run(run, round);
      }
      Stages.run(run, new EvaluationStage(), last);
      LOG.info("{}: done", wanted.name());
    }
  }
}
