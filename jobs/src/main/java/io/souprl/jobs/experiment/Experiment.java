package io.souprl.jobs.experiment;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An experiment: algorithms x seeds over settings, and the report of its runs. */
public final class Experiment {
  private static final Logger LOG = LoggerFactory.getLogger(Experiment.class);

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

  /**
   * Writes the report of all runs of the experiment that are complete, and their numbers into the
   * Delta table {@code results} below its directory.
   *
   * @param directory where to, or null for {@code report} below the experiment's
   * @return the Markdown file; nothing while no run is complete
   */
  public Optional<Path> report(SparkSession spark, Path directory) {
    RunReader reader = new RunReader(spark);
    List<RunResult> results =
        plan.runs().stream().map(reader::read).flatMap(Optional::stream).toList();
    if (results.isEmpty()) {
      LOG.info("no run in {} is complete: there is nothing to report", plan.directory());
      return Optional.empty();
    }
    new ResultsTable(spark, plan.directory()).write(results);
    Map<String, SortedMap<Integer, Double>> bases = new HashMap<>();
    plan.bases().forEach((name, base) -> bases.put(name, reader.base(base.run().dir())));
    Path target = directory == null ? plan.directory().resolve("report") : directory;
    return Optional.of(new ExperimentReport(plan, results).write(target, bases));
  }
}
