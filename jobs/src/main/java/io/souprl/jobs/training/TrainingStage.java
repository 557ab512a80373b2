package io.souprl.jobs.training;

import io.souprl.config.LossConfig;
import io.souprl.config.SoupConfig;
import io.souprl.config.TrainingConfig;
import io.souprl.error.InputErrors;
import io.souprl.jobs.run.CheckpointFiles;
import io.souprl.jobs.run.Run;
import io.souprl.jobs.run.Stage;
import io.souprl.jobs.scoring.RunVerifiers;
import io.souprl.jobs.table.PolicyVersion;
import io.souprl.model.PolicyCheckpoint;
import io.souprl.soup.ClipBounds;
import io.souprl.soup.KlPenalty;
import io.souprl.soup.TokenLossSettings;
import io.souprl.table.StageName;
import io.souprl.table.TableName;
import io.souprl.training.StepPlan;
import io.souprl.training.StepResult;
import io.souprl.training.TrainerSettings;
import io.souprl.training.TrainingExample;
import io.souprl.training.TrainingObjective;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaRDD;

/**
 * Turns the round's groups into optimiser steps and writes the next policy version. A round without
 * a live group takes no step, and the next version points to the same files.
 */
public final class TrainingStage implements Stage {
  @Override
  public StageName name() {
    return StageName.TRAINING;
  }

  @Override
  public List<TableName> inputs() {
    return List.of(TableName.ROLLOUTS, TableName.SCORES, TableName.CHECKPOINTS);
  }

  @Override
  public void check(Run run, int round) {
    run.checkpoints().version(round);
    KlReference.check(run, round);
    if (!run.ledger().done(StageName.SCORING, round)) {
      throw InputErrors.of(
          "round " + round, "its scoring is not done", "Run souprl score --round " + round + ".");
    }
    if (RunVerifiers.of(run).scores(round, round).isEmpty()) {
      throw InputErrors.of(
          "round " + round,
          "none of its scores is of the verifier that counts now (by scoring.verifier, the prompts"
              + " and the version of the code)",
          "Score it again: souprl score --rounds %d..%d.".formatted(round, round));
    }
    TrainableRows.check(run, round);
  }

  @Override
  public Map<String, Double> run(Run run, int round) {
    try (TrainableRound trainable = TrainableRound.of(run, round)) {
      return train(run, round, trainable);
    }
  }

  private static Map<String, Double> train(Run run, int round, TrainableRound trainable) {
    long start = System.nanoTime();
    SoupConfig config = run.config();
    PolicyVersion policy = run.checkpoints().version(round);
    TrainingObjective.Soup objective = objective(config);
    JavaRDD<GroupedRollout> groups = trainable.groups();
    Map<String, List<BatchPlace>> places = trainable.places();
    JavaRDD<TrainingExample> examples =
        trainable.kept(trainable.examples(run, KlReference.score(run, trainable.included())));
    RecordedDrift drift = RecordedDrift.of(groups, objective.settings());
    drift.requireWithin(config.training().gate(), round);
    TrainingPlan plan = plan(run, policy, objective, examples);
    Map<String, Double> counts = new LinkedHashMap<>();
    List<StepResult> steps = List.of();
    Set<Integer> skipped = Set.of();
    if (plan.steps().isEmpty()) {
      TrainingRows.append(run, round, groups, places, skipped);
      run.checkpoints().addUnchanged(round + 1, round, round);
    } else {
      counts.putAll(LogprobProbe.run(run, round, trainable.included()).counts());
      TrainedPolicy trained =
          TrainingJobs.train(run, plan, examples, "round " + round + " training");
      steps = trained.steps();
      counts.put("quarantined_rows", (double) Quarantine.append(run, round, trainable, steps));
      skipped = skipped(steps);
      TrainingRows.append(run, round, groups, places, skipped);
      TrainedCheckpoint.register(
          run, trained, CheckpointFiles.local(policy), round + 1, round, round);
    }
    counts.put("steps", (double) steps.size());
    counts.put("skipped_steps", (double) skipped.size());
    counts.put("empty_steps", batches(config) - (double) steps.size());
    counts.put("model_seconds", steps.stream().mapToDouble(StepResult::seconds).sum());
    counts.put("tokens", (double) steps.stream().mapToLong(s -> s.statistics().tokens()).sum());
    Map<String, Double> metrics = new LinkedHashMap<>(RoundMetrics.of(groups));
    metrics.putAll(drift.metrics());
    metrics.put("soup/skipped_steps", (double) skipped.size());
    trainable
        .dynamic()
        .ifPresent(
            dynamic -> {
              counts.putAll(dynamic.counts(config.training()));
              metrics.putAll(dynamic.metrics());
            });
    RoundTimes times = RoundTimes.of(run.ledger(), round, (System.nanoTime() - start) / 1e9);
    TrainingMetrics.append(run, round, steps, metrics, times);
    return counts;
  }

  private static Set<Integer> skipped(List<StepResult> steps) {
    return steps.stream()
        .filter(StepResult::skipped)
        .map(step -> step.plan().step())
        .collect(Collectors.toSet());
  }

  static int batches(SoupConfig config) {
    return config.rollout().promptsPerRound()
        / config.training().groupsPerStep()
        * config.training().epochs();
  }

  static TrainingObjective.Soup objective(SoupConfig config) {
    LossConfig loss = config.loss();
    return new TrainingObjective.Soup(
        new TokenLossSettings(
            loss.policyLoss(),
            loss.prefixLoss(),
            new ClipBounds(loss.prefixEpsLow(), loss.prefixEpsHigh()),
            new ClipBounds(loss.epsLow(), loss.epsHigh()),
            loss.dualClip(),
            loss.shapingGamma(),
            loss.topEntropyFraction(),
            new KlPenalty(loss.kl().coefficient(), loss.kl().estimator()),
            loss.entropyCoefficient()),
        loss.aggregation(),
        loss.constantLength() == 0 ? config.rollout().maxTokens() : loss.constantLength());
  }

  private static TrainingPlan plan(
      Run run,
      PolicyVersion policy,
      TrainingObjective.Soup objective,
      JavaRDD<TrainingExample> examples) {
    TrainingConfig training = run.config().training();
    List<StepPlan> steps =
        StepPlans.of(
            examples,
            objective,
            Optimizers.schedule(training.optimizer()),
            PolicyCheckpoint.globalStep(CheckpointFiles.local(policy)));
    return new TrainingPlan(
        StageName.TRAINING,
        policy,
        false,
        steps,
        new TrainerSettings(
            objective,
            Optimizers.adamW(training.optimizer()),
            training.optimizer().maxGradNorm(),
            run.config().rollout().temperature(),
            training.threads(),
            training.tokensPerMicroBatch()),
        training.partitions(),
        training.chunkSize(),
        training.stateInterval());
  }
}
