package io.souprl.jobs.training;

import io.souprl.batch.BatchOrder;
import io.souprl.config.GateConfig;
import io.souprl.config.LossConfig;
import io.souprl.config.SoupConfig;
import io.souprl.config.TrainingConfig;
import io.souprl.error.InputErrors;
import io.souprl.jobs.run.CheckpointFiles;
import io.souprl.jobs.run.Run;
import io.souprl.jobs.run.Stage;
import io.souprl.jobs.table.PolicyVersion;
import io.souprl.model.PolicyCheckpoint;
import io.souprl.optim.LearningRateSchedule;
import io.souprl.soup.BatchCounts;
import io.souprl.soup.ClipBounds;
import io.souprl.soup.DriftBounds;
import io.souprl.soup.DriftGate;
import io.souprl.soup.DriftViolation;
import io.souprl.soup.LossSequence;
import io.souprl.soup.RatioStatistics;
import io.souprl.soup.TokenLossSettings;
import io.souprl.soup.Zone;
import io.souprl.table.StageName;
import io.souprl.table.TableName;
import io.souprl.training.StepPlan;
import io.souprl.training.StepResult;
import io.souprl.training.TrainerSettings;
import io.souprl.training.TrainingExample;
import io.souprl.training.TrainingObjective;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

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
    if (!run.ledger().done(StageName.SCORING, round)) {
      throw InputErrors.of(
          "round " + round, "its scoring is not done", "Run souprl score --round " + round + ".");
    }
  }

  @Override
  public Map<String, Double> run(Run run, int round) {
    SoupConfig config = run.config();
    PolicyVersion policy = run.checkpoints().version(round);
    TrainingObjective.Soup objective = objective(config.loss());
    JavaRDD<GroupedRollout> groups =
        GroupRows.of(run, round).persist(StorageLevel.MEMORY_AND_DISK());
    Map<String, List<BatchPlace>> places = places(config, round, groups);
    JavaRDD<TrainingExample> examples =
        examples(run, groups, places).persist(StorageLevel.MEMORY_AND_DISK());
    RatioStatistics prefix = drift(groups, objective.settings(), Zone.PREFIX);
    RatioStatistics continuation = drift(groups, objective.settings(), Zone.CONTINUATION);
    requireNoDrift(config.training().gate(), round, prefix.plus(continuation));
    TrainingPlan plan = plan(run, round, policy, objective, examples);
    TrainingRows.append(run, round, groups, places);
    Map<String, Double> counts = new LinkedHashMap<>();
    List<StepResult> steps = List.of();
    if (plan.steps().isEmpty()) {
      run.checkpoints().addUnchanged(round + 1, round, round);
    } else {
      ProbeResult probe = LogprobProbe.run(run, policy, groups, config.rollout().temperature());
      counts.put("probe/max_difference", probe.maxDifference());
      TrainedPolicy trained =
          TrainingJobs.train(run, plan, examples, "round " + round + " training");
      steps = trained.steps();
      TrainedCheckpoint.register(
          run, trained, CheckpointFiles.local(policy), round + 1, round, round);
    }
    counts.put("steps", (double) steps.size());
    counts.put("empty_steps", batches(config) - (double) steps.size());
    counts.put("model_seconds", steps.stream().mapToDouble(StepResult::seconds).sum());
    counts.put("tokens", (double) steps.stream().mapToLong(s -> s.statistics().tokens()).sum());
    TrainingMetrics.append(run, round, steps, prefix, continuation, RoundMetrics.of(groups));
    examples.unpersist();
    groups.unpersist();
    return counts;
  }

  private static int batches(SoupConfig config) {
    return config.rollout().promptsPerRound()
        / config.training().groupsPerStep()
        * config.training().epochs();
  }

  private static TrainingObjective.Soup objective(LossConfig loss) {
    return new TrainingObjective.Soup(
        new TokenLossSettings(
            loss.prefixLoss(),
            new ClipBounds(loss.prefixEpsLow(), loss.prefixEpsHigh()),
            new ClipBounds(loss.epsLow(), loss.epsHigh()),
            loss.dualClip()),
        loss.aggregation(),
        loss.constantLength());
  }

  /** Where each prompt's group stands: its step and slot in every epoch. */
  private static Map<String, List<BatchPlace>> places(
      SoupConfig config, int round, JavaRDD<GroupedRollout> groups) {
    List<String> prompts =
        groups.map(GroupedRollout::promptId).distinct().collect().stream().sorted().toList();
    TrainingConfig training = config.training();
    Map<String, List<BatchPlace>> places = new HashMap<>();
    int step = 0;
    for (int epoch = 0; epoch < training.epochs(); epoch++) {
      for (List<String> batch :
          BatchOrder.of(prompts, config.seed(), round, epoch, training.groupsPerStep())) {
        for (int slot = 0; slot < batch.size(); slot++) {
          places
              .computeIfAbsent(batch.get(slot), id -> new ArrayList<>())
              .add(new BatchPlace(epoch, step, slot));
        }
        step++;
      }
    }
    return places;
  }

  private static JavaRDD<TrainingExample> examples(
      Run run, JavaRDD<GroupedRollout> groups, Map<String, List<BatchPlace>> places) {
    Broadcast<Map<String, List<BatchPlace>>> shared =
        JavaSparkContext.fromSparkContext(run.spark().sparkContext()).broadcast(places);
    return groups
        .filter(GroupedRollout::included)
        .flatMap(
            row ->
                shared.value().get(row.promptId()).stream()
                    .map(place -> row.example(place))
                    .iterator());
  }

  private static TrainingPlan plan(
      Run run,
      int round,
      PolicyVersion policy,
      TrainingObjective.Soup objective,
      JavaRDD<TrainingExample> examples) {
    TrainingConfig training = run.config().training();
    Map<Integer, BatchCounts> counts =
        new TreeMap<>(
            examples
                .mapToPair(example -> new Tuple2<>(example.step(), objective.counts(example)))
                .reduceByKey(BatchCounts::plus)
                .collectAsMap());
    long before = round == 0 ? 0 : globalStep(policy);
    LearningRateSchedule schedule = Optimizers.schedule(training.optimizer());
    List<StepPlan> steps = new ArrayList<>();
    counts.forEach(
        (step, count) -> {
          if (count.tokens() > 0) {
            long number = before + steps.size();
            steps.add(new StepPlan(step, number + 1, count, schedule.at(number)));
          }
        });
    return new TrainingPlan(
        StageName.TRAINING,
        policy,
        round == 0,
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

  private static long globalStep(PolicyVersion policy) {
    return PolicyCheckpoint.globalStep(CheckpointFiles.local(policy));
  }

  /** Recorded log-probabilities of the current policy against the behaviour's, before any step. */
  private static RatioStatistics drift(
      JavaRDD<GroupedRollout> groups, TokenLossSettings settings, Zone zone) {
    return groups
        .filter(GroupedRollout::included)
        .mapPartitionsWithIndex(
            (partition, rows) -> {
              RatioStatistics sum = RatioStatistics.NONE;
              while (rows.hasNext()) {
                GroupedRollout row = rows.next();
                LossSequence sequence =
                    LossSequence.of(
                        row.currentLogprobs(),
                        row.behaviourLogprobs(),
                        row.prefixLength(),
                        row.advantage());
                sum = sum.plus(RatioStatistics.of(sequence, settings.prefixLoss(), zone));
              }
              return List.of(new Tuple2<>(partition, sum)).iterator();
            },
            true)
        .collect()
        .stream()
        .sorted(Comparator.comparing(Tuple2::_1))
        .map(Tuple2::_2)
        .reduce(RatioStatistics.NONE, RatioStatistics::plus);
  }

  private static void requireNoDrift(GateConfig gate, int round, RatioStatistics drift) {
    if (!gate.enabled()) {
      return;
    }
    List<DriftViolation> violations =
        new DriftGate(
                new DriftBounds(
                    gate.minEss(), gate.maxAbsKl(), gate.minMeanRatio(), gate.maxMeanRatio()))
            .check(drift);
    if (!violations.isEmpty()) {
      throw new IllegalStateException(
          "Cannot train round %d: the gate refuses it. %s"
              .formatted(
                  round,
                  String.join(" ", violations.stream().map(DriftViolation::message).toList())));
    }
  }
}
