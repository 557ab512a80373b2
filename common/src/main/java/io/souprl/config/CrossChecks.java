package io.souprl.config;

import io.souprl.optim.LearningRateSchedule;
import io.souprl.soup.LossAggregation;
import java.util.List;

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
    passRatesInOrder();
    stepsDivideRound();
    oversamplingDropsZeroVariance();
    rewardsCanDiffer();
    overlongBufferWithinResponse();
    dualClipBeyondOne();
    constantLengthGiven();
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

  private void passRatesInOrder() {
    double min = config.rollout().minPassRate();
    double max = config.rollout().maxPassRate();
    if (min > max) {
      report(
          List.of("rollout.min-pass-rate", "rollout.max-pass-rate"),
          min + " is more than rollout.max-pass-rate (" + max + ")",
          "Swap the two or raise rollout.max-pass-rate.");
    }
  }

  private void oversamplingDropsZeroVariance() {
    double oversample = config.rollout().oversample();
    if (oversample > 1 && config.training().keepZeroVariance()) {
      report(
          List.of("training.keep-zero-variance", "rollout.oversample"),
          "true contradicts rollout.oversample (" + oversample + "), which drops such groups",
          "Set it to false, or rollout.oversample to 1.");
    }
  }

  private void rewardsCanDiffer() {
    if (config.reward().correctWeight() == 0 && config.reward().formatWeight() == 0) {
      report(
          List.of("reward.correct-weight", "reward.format-weight"),
          "0.0 with reward.format-weight 0.0 leaves nothing to reward",
          "Raise one of the two.");
    }
  }

  private void overlongBufferWithinResponse() {
    int buffer = config.reward().overlongBuffer();
    int maxTokens = config.rollout().maxTokens();
    if (buffer > maxTokens) {
      report(
          List.of("reward.overlong-buffer", "rollout.max-tokens"),
          buffer + " is more than rollout.max-tokens (" + maxTokens + ")",
          "Use at most " + maxTokens + ", or longer responses.");
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

  private void gateInOrder() {
    double min = config.training().gate().minMeanRatio();
    double max = config.training().gate().maxMeanRatio();
    if (min > max) {
      report(
          List.of("training.gate.min-mean-ratio", "training.gate.max-mean-ratio"),
          min + " is more than training.gate.max-mean-ratio (" + max + ")",
          "Swap the two or raise training.gate.max-mean-ratio.");
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
