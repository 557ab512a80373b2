package io.souprl.jobs.warmup;

import io.souprl.config.WarmupConfig;
import io.souprl.error.InputErrors;
import io.souprl.jobs.run.CheckpointFiles;
import io.souprl.jobs.run.Run;
import io.souprl.jobs.run.Stage;
import io.souprl.jobs.table.PolicyVersion;
import io.souprl.jobs.table.RowBuilder;
import io.souprl.jobs.table.Tables;
import io.souprl.jobs.training.Optimizers;
import io.souprl.jobs.training.StepPlans;
import io.souprl.jobs.training.TrainedCheckpoint;
import io.souprl.jobs.training.TrainedPolicy;
import io.souprl.jobs.training.TrainingJobs;
import io.souprl.jobs.training.TrainingPlan;
import io.souprl.model.TokenSequence;
import io.souprl.table.StageName;
import io.souprl.table.TableName;
import io.souprl.training.StepResult;
import io.souprl.training.TrainerSettings;
import io.souprl.training.TrainingExample;
import io.souprl.training.TrainingObjective;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/**
 * Supervised fine-tuning on rows of prompt and completion, from a checkpoint or from fresh weights.
 * The result is version 0 of the run; it stands before round 0, so its round is -1.
 */
public final class WarmupStage implements Stage {
  /** What comes before the first round. */
  public static final int ROUND = -1;

  @Override
  public StageName name() {
    return StageName.WARMUP;
  }

  @Override
  public List<TableName> inputs() {
    return List.of();
  }

  @Override
  public void check(Run run, int round) {
    InitialPolicy.check(run.config().model());
    Demonstrations.check(run);
    if (run.checkpoints().find(0).isPresent() && !begun(run)) {
      throw InputErrors.of(
          run.directory().table(TableName.CHECKPOINTS).toString(),
          "the run has a base policy already",
          "Warm up in a run of its own, or leave the warm-up out.");
    }
  }

  private boolean begun(Run run) {
    return run.tables().committed(TableName.METRICS, transaction(run));
  }

  private String transaction(Run run) {
    return Tables.transaction(run.id(), name(), ROUND);
  }

  @Override
  public Map<String, Double> run(Run run, int round) {
    WarmupConfig config = run.config().warmup();
    PolicyVersion initial = InitialPolicy.prepare(run);
    TrainingObjective objective = new TrainingObjective.NegativeLogLikelihood();
    JavaRDD<TokenSequence> sequences =
        Demonstrations.sequences(run, initial).persist(StorageLevel.MEMORY_AND_DISK());
    JavaRDD<TrainingExample> examples =
        Demonstrations.examples(sequences, config, run.config().seed());
    TrainingPlan plan =
        new TrainingPlan(
            name(),
            initial,
            true,
            StepPlans.of(examples, objective, Optimizers.schedule(config.optimizer()), 0),
            new TrainerSettings(
                objective,
                Optimizers.adamW(config.optimizer()),
                config.optimizer().maxGradNorm(),
                1,
                config.threads(),
                config.tokensPerMicroBatch()),
            config.partitions(),
            run.config().training().chunkSize(),
            run.config().training().stateInterval());
    TrainedPolicy trained = TrainingJobs.train(run, plan, examples, "warm-up");
    sequences.unpersist();
    requireSound(trained);
    run.tables().append(TableName.METRICS, metrics(run, trained), transaction(run));
    PolicyVersion base =
        TrainedCheckpoint.register(run, trained, CheckpointFiles.local(initial), 0, null, ROUND);
    Map<String, Double> counts = new LinkedHashMap<>();
    counts.put("steps", (double) trained.steps().size());
    counts.put(
        "tokens", (double) trained.steps().stream().mapToLong(s -> s.statistics().tokens()).sum());
    counts.put("model_seconds", trained.steps().stream().mapToDouble(StepResult::seconds).sum());
    counts.put("policy_version", (double) base.version());
    return counts;
  }

  private static void requireSound(TrainedPolicy trained) {
    trained.steps().stream()
        .filter(StepResult::skipped)
        .findFirst()
        .ifPresent(
            step -> {
              throw new IllegalStateException(
                  ("Cannot warm up: log-probabilities or gradients of step %d are not finite. Lower"
                          + " warmup.optimizer.learning-rate, or begin with another checkpoint.")
                      .formatted(step.plan().step()));
            });
  }

  private static List<Row> metrics(Run run, TrainedPolicy trained) {
    RowBuilder builder = run.tables().rows(TableName.METRICS);
    List<Row> rows = new ArrayList<>();
    for (StepResult step : trained.steps()) {
      Map<String, Double> values = new LinkedHashMap<>();
      values.put("warmup/loss", step.statistics().loss());
      values.put("warmup/grad_norm", step.gradientNorm());
      values.put("warmup/lr", step.plan().learningRate());
      values.forEach(
          (name, value) ->
              rows.add(
                  builder.row(
                      "run_id",
                      run.id(),
                      "round",
                      ROUND,
                      "stage",
                      StageName.WARMUP.text(),
                      "step",
                      step.plan().step(),
                      "name",
                      name,
                      "value",
                      value)));
    }
    return rows;
  }
}
