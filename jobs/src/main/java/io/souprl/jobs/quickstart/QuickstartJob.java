package io.souprl.jobs.quickstart;

import io.souprl.config.SoupConfig;
import io.souprl.jobs.evaluation.EvaluationStage;
import io.souprl.jobs.round.RoundJob;
import io.souprl.jobs.run.Run;
import io.souprl.jobs.run.Stages;
import io.souprl.jobs.warmup.WarmupStage;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warm-up of a small model, evaluation, rounds, evaluation: the whole of SoupRL in one application.
 * Started again it goes on where it was.
 */
public final class QuickstartJob {
  private static final Logger LOG = LoggerFactory.getLogger(QuickstartJob.class);

  private QuickstartJob() {}

  /** Runs what is not done yet and returns the report for the user. */
  public static String run(SparkSession spark, SoupConfig config) {
    SoupConfig configured =
        CountdownRun.configured(config, spark.sparkContext().hadoopConfiguration());
    long start = System.nanoTime();
    try (Run run = Run.open(spark, configured)) {
      LOG.info("quickstart in {}", run.directory().root().toUri().getPath());
      CountdownRun.prepare(run);
      Stages.run(run, new WarmupStage(), WarmupStage.ROUND);
      Stages.run(run, new EvaluationStage(), WarmupStage.ROUND);
      int rounds = configured.quickstart().rounds();
      for (int round = 0; round < rounds; round++) {
        RoundJob.run(run, round);
      }
      Stages.run(run, new EvaluationStage(), rounds - 1);
      return QuickstartReport.of(run, rounds, (System.nanoTime() - start) / 1e9);
    }
  }
}
