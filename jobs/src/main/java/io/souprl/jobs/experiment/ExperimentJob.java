package io.souprl.jobs.experiment;

import io.souprl.config.SoupConfig;
import io.souprl.jobs.evaluation.EvaluationStage;
import io.souprl.jobs.imports.CheckpointImport;
import io.souprl.jobs.quickstart.CountdownRun;
import io.souprl.jobs.round.RoundJob;
import io.souprl.jobs.run.Run;
import io.souprl.jobs.run.Stages;
import io.souprl.jobs.warmup.WarmupStage;
import io.souprl.table.StageName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the runs of an experiment in one application, some at a time. A run is one like any other,
 * so a killed experiment goes on where it was.
 */
final class ExperimentJob {
  private static final Logger LOG = LoggerFactory.getLogger(ExperimentJob.class);

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
   */
  void run(List<ExperimentRun> runs, int parallel) {
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
      threads.shutdownNow();
    }
  }

  /** All runs are tried; those that failed are named at the end. */
  private static void await(Map<ExperimentRun, Future<?>> futures) {
    List<String> failed = new ArrayList<>();
    IllegalStateException failure = null;
    for (Map.Entry<ExperimentRun, Future<?>> entry : futures.entrySet()) {
      try {
        entry.getValue().get();
      } catch (ExecutionException e) {
        LOG.error("{} failed", entry.getKey().name(), e.getCause());
        failed.add(entry.getKey().name());
        failure = new IllegalStateException("Cannot end the experiment: failed runs: " + failed, e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("Cannot end the experiment: interrupted", e);
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** Makes the base policy of a setting, evaluates it and returns where it is. */
  private String base(SoupConfig config) {
    SoupConfig configured =
        CountdownRun.configured(config, spark.sparkContext().hadoopConfiguration());
    try (Run run = Run.open(spark, configured)) {
      if (!run.ledger().done(StageName.EVALUATION, WarmupStage.ROUND)) {
        CountdownRun.prepare(run);
        Stages.run(run, new WarmupStage(), WarmupStage.ROUND);
        Stages.run(run, new EvaluationStage(), WarmupStage.ROUND);
      }
      return run.checkpoints().version(0).uri();
    }
  }

  private void make(ExperimentRun wanted, String base) {
    try (Run run = Run.open(spark, wanted.config())) {
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
