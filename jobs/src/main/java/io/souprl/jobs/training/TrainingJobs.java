package io.souprl.jobs.training;

import io.souprl.jobs.run.Progress;
import io.souprl.jobs.run.Run;
import io.souprl.training.StepResult;
import io.souprl.training.TrainingExample;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;

/** Trains a policy on rows that lie in Spark. */
public final class TrainingJobs {
  private TrainingJobs() {}

  /**
   * Takes the plan's steps, or ends early with steps that were skipped, as {@link
   * StepResult#stopped} says.
   *
   * @param title what the progress line calls it
   */
  public static TrainedPolicy train(
      Run run, TrainingPlan plan, JavaRDD<TrainingExample> examples, String title) {
    Path state = new Path(run.directory().temporary(), "state");
    TrainedPolicy trained =
        train(
            run.spark().sparkContext(),
            state.toString(),
            plan,
            examples,
            new Progress(run, title, plan.steps().size(), "steps"));
    run.directory().delete(state);
    return trained;
  }

  /**
   * The same outside of a run.
   *
   * @param temporary directory that all executors reach, for the caller to delete afterwards
   * @param progress which this closes
   */
  public static TrainedPolicy train(
      SparkContext spark,
      String temporary,
      TrainingPlan plan,
      JavaRDD<TrainingExample> examples,
      Progress progress) {
    try (progress) {
      return plan.partitions() == 1
          ? SingleTaskTraining.train(temporary, plan, examples, progress)
          : new DistributedTraining(spark, temporary, plan, progress).train(examples);
    }
  }
}
