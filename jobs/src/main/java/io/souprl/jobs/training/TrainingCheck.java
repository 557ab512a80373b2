package io.souprl.jobs.training;

import io.souprl.config.GateConfig;
import io.souprl.config.SoupConfig;
import io.souprl.jobs.run.Run;
import io.souprl.soup.DriftVerdict;
import io.souprl.soup.KlPenalty;
import io.souprl.soup.LossAggregation;
import io.souprl.soup.LossNormalizer;
import io.souprl.soup.LossStatistics;
import io.souprl.soup.PrefixLoss;
import io.souprl.soup.TokenLoss;
import io.souprl.soup.TokenLossSettings;
import io.souprl.table.StageName;
import io.souprl.training.TrainingObjective;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;

/**
 * What training a round would find before its first step, from the tables alone: nothing is
 * written, and no model is loaded unless the round replays whole rollouts.
 *
 * @param trained whether the round has been trained already
 * @param changedKeys what has changed in the configuration since the round was begun; training
 *     refuses a round where anything has
 * @param counts how much there is to train on
 * @param metrics the metrics of the whole round that training would write before its steps
 * @param all over all counted tokens
 * @param prefix over those of the prefixes
 * @param continuation over the others
 * @param responseLengths responses by their tokens, prefix included
 * @param historyLags prefixes by versions between their policy and the round's
 * @param gateEnabled whether training asks the gate
 * @param verdicts what each bound of the gate says
 */
public record TrainingCheck(
    String runId,
    int round,
    boolean trained,
    List<String> changedKeys,
    Counts counts,
    Map<String, Double> metrics,
    TokenForecast all,
    TokenForecast prefix,
    TokenForecast continuation,
    Histogram responseLengths,
    Histogram historyLags,
    boolean gateEnabled,
    List<DriftVerdict> verdicts) {

  /**
   * How much there is to train on.
   *
   * @param rollouts all of the round
   * @param responses those that did not fail
   * @param scored those with a reward
   * @param groups prompts
   * @param liveGroups groups with a rollout in the loss
   * @param zeroVarianceGroups groups with two rewards or more, all equal
   * @param steps optimiser steps that would be made
   * @param emptySteps batches without a counted token, which make none
   */
  public record Counts(
      long rollouts,
      long responses,
      long scored,
      long groups,
      long liveGroups,
      long zeroVarianceGroups,
      int steps,
      int emptySteps) {
    /** Share of the groups whose rewards are all equal; NaN without groups. */
    public double zeroVarianceFraction() {
      return zeroVarianceGroups / (double) groups;
    }
  }

  /**
   * Looks at a round.
   *
   * @throws io.souprl.error.InputException when its scoring is not done
   */
  public static TrainingCheck of(Run run, int round) {
    new TrainingStage().check(run, round);
    try (TrainableRound trainable = TrainableRound.of(run, round)) {
      return of(run, round, trainable);
    }
  }

  private static TrainingCheck of(Run run, int round, TrainableRound trainable) {
    SoupConfig config = run.config();
    TrainingObjective.Soup objective = TrainingStage.objective(config);
    JavaRDD<GroupedRollout> groups = trainable.groups();
    RecordedDrift drift = RecordedDrift.of(groups, objective.settings());
    LossStatistics loss = lossBeforeTheFirstStep(groups, objective);
    RoundSums sums = RoundMetrics.sums(groups);
    Map<String, Double> metrics = new LinkedHashMap<>(RoundMetrics.of(sums));
    metrics.putAll(drift.metrics());
    GateConfig gate = config.training().gate();
    return new TrainingCheck(
        run.id(),
        round,
        run.ledger().done(StageName.TRAINING, round),
        run.changedKeys(round),
        counts(sums, steps(run, trainable, objective), TrainingStage.batches(config)),
        metrics,
        new TokenForecast(drift.all(), loss.all()),
        new TokenForecast(drift.prefix(), loss.prefix()),
        new TokenForecast(drift.continuation(), loss.continuation()),
        Histogram.of(
            groups
                .map(row -> row.responseTokenIds().length)
                .filter(length -> length > 0)
                .countByValue()),
        Histogram.of(
            groups.filter(GroupedRollout::prefixed).map(GroupedRollout::historyLag).countByValue()),
        gate.enabled(),
        drift.verdicts(gate));
  }

  private static Counts counts(RoundSums sums, int steps, int batches) {
    Spread live = sums.of(RoundQuantity.LIVE);
    return new Counts(
        sums.of(RoundQuantity.UNSCORED).count(),
        sums.of(RoundQuantity.RESPONSE_LENGTH).count(),
        sums.of(RoundQuantity.REWARD).count(),
        live.count(),
        Math.round(live.sum()),
        Math.round(sums.of(RoundQuantity.ZERO_VARIANCE).sum()),
        steps,
        batches - steps);
  }

  private static int steps(Run run, TrainableRound trainable, TrainingObjective.Soup objective) {
    return StepPlans.of(
            trainable.examples(
                run, trainable.included().map(row -> new ScoredRollout(row, new float[0]))),
            objective,
            Optimizers.schedule(run.config().training().optimizer()),
            0)
        .size();
  }

  /** The token loss with the recorded log-probabilities; what it is divided by does not matter. */
  private static LossStatistics lossBeforeTheFirstStep(
      JavaRDD<GroupedRollout> groups, TrainingObjective.Soup objective) {
    TokenLossSettings settings = knownFromTheTables(objective.settings());
    LossAggregation aggregation = objective.aggregation();
    return groups
        .filter(GroupedRollout::included)
        .mapPartitions(rows -> List.of(sum(rows, settings, aggregation)).iterator())
        .collect()
        .stream()
        .reduce(LossStatistics.NONE, LossStatistics::plus);
  }

  /**
   * Without the terms that clip nothing. Entropies are not recorded: all prefix tokens count where
   * those of high entropy would, as they do before the gate.
   */
  private static TokenLossSettings knownFromTheTables(TokenLossSettings settings) {
    PrefixLoss prefixLoss =
        settings.prefixLoss() == PrefixLoss.TOP_ENTROPY ? PrefixLoss.RATIO : settings.prefixLoss();
    return new TokenLossSettings(
        settings.policyLoss(),
        prefixLoss,
        settings.prefixClip(),
        settings.continuationClip(),
        settings.dualClip(),
        settings.shapingGamma(),
        settings.topEntropyFraction(),
        KlPenalty.NONE,
        0);
  }

  private static LossStatistics sum(
      Iterator<GroupedRollout> rows, TokenLossSettings settings, LossAggregation aggregation) {
    TokenLoss loss = new TokenLoss(settings, new LossNormalizer(aggregation, 1));
    LossStatistics sum = LossStatistics.NONE;
    while (rows.hasNext()) {
      sum = sum.plus(loss.of(rows.next().recorded()).statistics());
    }
    return sum;
  }

  /** Whether the gate lets the round be trained. */
  public boolean passes() {
    return !gateEnabled || verdicts.stream().allMatch(DriftVerdict::passes);
  }
}
