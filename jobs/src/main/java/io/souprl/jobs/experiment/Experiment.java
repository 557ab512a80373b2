package io.souprl.jobs.experiment;

import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/** An experiment: algorithms x seeds over settings, and the report of its runs. */
public final class Experiment {
  private final ExperimentPlan plan;
  private final List<ExperimentRun> chosen;

  private Experiment(ExperimentPlan plan, List<ExperimentRun> chosen) {
    this.plan = plan;
    this.chosen = chosen;
  }

  /**
   * Reads and checks an experiment.
   *
   * @param file YAML such as conf/experiments/countdown.yaml
   * @param directory of its runs, or null for the file's own
   * @param selection which runs to make
   * @throws io.souprl.error.InputException naming what is wrong in it
   */
  public static Experiment read(Path file, Path directory, ExperimentSelection selection) {
    ExperimentPlan plan = ExperimentPlan.read(file, directory);
    return new Experiment(plan, selection.of(plan.runs()));
  }

  /**
   * Makes the chosen runs that are not complete.
   *
   * @param parallel runs at a time
   */
  public void run(SparkSession spark, int parallel) {
    new ExperimentJob(spark, plan).run(chosen, parallel);
  }
}
