package io.souprl.jobs.bench;

import io.souprl.jobs.run.CheckpointFiles;
import io.souprl.jobs.run.PolicySource;
import io.souprl.jobs.run.Progress;
import io.souprl.jobs.table.PolicyVersion;
import io.souprl.jobs.training.TrainedPolicy;
import io.souprl.jobs.training.TrainingJobs;
import io.souprl.jobs.training.TrainingPlan;
import io.souprl.table.StageName;
import io.souprl.training.StepPlan;
import io.souprl.training.StepResult;
import io.souprl.training.TrainingExample;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * Our training as Spark jobs: as many partitions as the other contenders have threads, each with
 * one thread.
 */
record SparkTraining(
    SparkSession spark, Path checkpoint, TrainingSteps work, int partitions, List<Integer> budgets)
    implements Contender {
  static final String NAME = "souprl-spark";

  private static final int CHUNK = 4 << 20;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Map<String, Object>> candidates() {
    return OwnTraining.candidates(partitions, budgets);
  }

  /** Distributing rows and state before the first step does not count. */
  @Override
  public Measurement measure(int steps, Map<String, Object> chosen) {
    PolicySource source = CheckpointFiles.find(checkpoint.toUri().toString());
    List<StepPlan> plans = work.plans(steps);
    TrainingPlan plan =
        new TrainingPlan(
            StageName.TRAINING,
            new PolicyVersion(0, source.uri(), source.contentHash()),
            true,
            plans,
            work.settings(1, (int) chosen.get(OwnTraining.BUDGET)),
            partitions,
            CHUNK,
            Integer.MAX_VALUE);
    List<TrainingExample> examples = new ArrayList<>();
    plans.forEach(step -> examples.addAll(work.examples(step.step())));
    TrainedPolicy trained =
        TrainingJobs.train(
            spark.sparkContext(),
            checkpoint.resolveSibling("state").toUri().toString(),
            plan,
            JavaSparkContext.fromSparkContext(spark.sparkContext())
                .parallelize(examples, partitions),
            new Progress(spark.sparkContext(), "bench", steps, "steps", Progress.NO_LIMIT));
    return new Measurement(
        work.tokens(steps), trained.steps().stream().mapToDouble(StepResult::seconds).sum());
  }
}
