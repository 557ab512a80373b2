package io.souprl.config;

import io.souprl.optim.LearningRateSchedule;
import io.souprl.soup.LossAggregation;
import io.souprl.soup.PolicyLoss;
import java.util.List;
import java.util.Locale;

/** The rules that tie several keys together. A rule about a key that is in doubt is left out. */
final class CrossChecks {
  private final SoupConfig config;
  private final Problems problems;

  CrossChecks(SoupConfig config, Problems problems) {
    this.config = config;
    this.problems = problems;
  }

  void run() {
    prefixedWithinGroup();
    replayedWithinGroup();
    fractionsInOrder();
    stepsDivideRound();
    dualClipBeyondOne();
    constantLengthGiven();
    sequenceRatiosAveraged();
    gateInOrder();
    cosineHasSteps("training.optimizer", config.training().optimizer());
    cosineHasSteps("warmup.optimizer", config.warmup().optimizer());
    numbersInOrder();
  }

  private void prefixedWithinGroup() {
    int prefixed = config.rollout().prefixedPerGroup();
    int group = config.rollout().groupSize();
    if (prefixed > group) {
      report(
          List.of("rollout.prefixed-per-group", "rollout.group-size"),
          prefixed + " is more than rollout.group-size (" + group + ")",
          "Use at most " + group + ", or larger groups.");
    }
  }

  private void replayedWithinGroup() {
    int replayed = config.replay().perGroup();
    int prefixed = config.rollout().prefixedPerGroup();
    int group = config.rollout().groupSize();
    if (replayed > 0 && prefixed + replayed >= group) {
      report(
          List.of("replay.per-group", "rollout.prefixed-per-group", "rollout.group-size"),
          "%d and rollout.prefixed-per-group (%d) leave none of rollout.group-size (%d)"
              .formatted(replayed, prefixed, group),
          "Keep at least one plain sample in a group.");
    }
  }

  private void fractionsInOrder() {
    double min = config.prefix().minFraction();
    double max = config.prefix().maxFraction();
    if (min > max) {
      report(
          List.of("prefix.min-fraction", "prefix.max-fraction"),
          min + " is more than prefix.max-fraction (" + max + ")",
          "Swap the two or raise prefix.max-fraction.");
    }
  }

  private void stepsDivideRound() {
    List<String> keys = List.of("training.groups-per-step", "rollout.prompts-per-round");
    int step = config.training().groupsPerStep();
    int round = config.rollout().promptsPerRound();
    if (step > round) {
      report(
          keys,
          step + " is more than rollout.prompts-per-round (" + round + ")",
          "Use at most " + round + ": a step takes whole groups of one round.");
    } else if (round % step != 0) {
      report(
          keys,
          step + " does not divide rollout.prompts-per-round (" + round + ")",
          "Set training.groups-per-step to "
              + Divisors.below(round, step)
              + " or "
              + Divisors.above(round, step)
              + ", or rollout.prompts-per-round to a multiple of "
              + step
              + ".");
    }
  }

  private void dualClipBeyondOne() {
    double dualClip = config.loss().dualClip();
    if (dualClip > 0 && dualClip <= 1) {
      report(
          List.of("loss.dual-clip"),
          dualClip + " would cut losses inside the clip range",
          "Use 0 to switch it off, or a number more than 1.");
    }
  }

  private void constantLengthGiven() {
    boolean needed = config.loss().aggregation() == LossAggregation.SEQ_MEAN_TOKEN_SUM_NORM;
    if (needed && config.loss().constantLength() == 0) {
      report(
          List.of("loss.constant-length", "loss.aggregation"),
          "0 cannot divide the token sums of seq-mean-token-sum-norm",
          "Use a length in tokens, such as rollout.max-tokens ("
              + config.rollout().maxTokens()
              + ").");
    }
  }

  private void sequenceRatiosAveraged() {
    LossAggregation aggregation = config.loss().aggregation();
    if (config.loss().policyLoss() == PolicyLoss.GSPO
        && aggregation != LossAggregation.SEQ_MEAN_TOKEN_MEAN) {
      report(
          List.of("loss.aggregation", "loss.policy-loss"),
          "gspo is not defined for "
              + aggregation.name().toLowerCase(Locale.ROOT).replace('_', '-'),
          "Set loss.aggregation to seq-mean-token-mean.");
    }
  }

  private void gateInOrder() {
    GateConfig gate = config.training().gate();
    ratiosInOrder("training.gate", gate.minMeanRatio(), gate.maxMeanRatio());
    ratiosInOrder(
        "training.gate.prefix", gate.prefix().minMeanRatio(), gate.prefix().maxMeanRatio());
    ratiosInOrder(
        "training.gate.continuation",
        gate.continuation().minMeanRatio(),
        gate.continuation().maxMeanRatio());
  }

  private void ratiosInOrder(String section, double min, double max) {
    String maxKey = section + ".max-mean-ratio";
    if (max > 0 && min > max) {
      report(
          List.of(section + ".min-mean-ratio", maxKey),
          min + " is more than " + maxKey + " (" + max + ")",
          "Swap the two or raise " + maxKey + ".");
    }
  }

  private void cosineHasSteps(String section, OptimizerConfig optimizer) {
    int warmup = optimizer.warmupSteps();
    if (optimizer.schedule() == LearningRateSchedule.Shape.COSINE
        && optimizer.totalSteps() <= warmup) {
      report(
          List.of(section + ".total-steps", section + ".warmup-steps", section + ".schedule"),
          optimizer.totalSteps() + " leaves no steps to the cosine",
          "Use more than " + section + ".warmup-steps (" + warmup + ").");
    }
  }

  private void numbersInOrder() {
    int min = config.quickstart().minNumbers();
    int max = config.quickstart().maxNumbers();
    if (min > max) {
      report(
          List.of("quickstart.min-numbers", "quickstart.max-numbers"),
          min + " is more than quickstart.max-numbers (" + max + ")",
          "Swap the two or raise quickstart.max-numbers.");
    }
  }

  /** The first key is where the problem is reported. */
  private void report(List<String> keys, String problem, String fix) {
    if (problems.trusts(keys)) {
      problems.add(keys.get(0), problem, fix);
    }
  }
}
