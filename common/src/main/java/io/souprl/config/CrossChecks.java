package io.souprl.config;

import io.souprl.error.InputException;
import io.souprl.optim.LearningRateSchedule;
import io.souprl.soup.LossAggregation;
import io.souprl.soup.PolicyLoss;
import io.souprl.soup.PrefixLoss;
import io.souprl.soup.PrefixOutcome;
import io.souprl.soup.PrefixSource;
import io.souprl.verify.Verifiers;
import java.util.List;
import java.util.Locale;

/** The rules that tie several keys together. A rule about a key that is in doubt is left out. */
final class CrossChecks {
  private static final String CREDENTIALS = "its URI holds credentials (not shown)";

  private final SoupConfig config;
  private final Problems problems;

  CrossChecks(SoupConfig config, Problems problems) {
    this.config = config;
    this.problems = problems;
  }

  void run() {
    prefixedWithinGroup();
    replayedWithinGroup();
    fractionsInOrder("", config.prefix().minFraction(), config.prefix().maxFraction());
    fractionsInOrder(
        "final-", config.prefix().finalMinFraction(), config.prefix().finalMaxFraction());
    generatedHasNoOutcome();
    passRatesInOrder();
    stepsDivideRound();
    oversamplingDropsZeroVariance();
    rewardsCanDiffer();
    overlongBufferWithinResponse();
    dualClipBeyondOne();
    sequenceRatiosAveraged();
    gateInOrder();
    cosineHasSteps("training.optimizer", config.training().optimizer());
    cosineHasSteps("warmup.optimizer", config.warmup().optimizer());
    numbersInOrder();
    verifierIsKnown();
    noCredentials("run.dir", config.run().dir());
    noCredentials("model.checkpoint", config.model().checkpoint());
    noCredentials("data.prompts", config.data().prompts());
    trackingServer();
  }

  /** Values are frozen in files, named in tables and written to logs. */
  private void noCredentials(String key, String uri) {
    if (Credentials.in(uri)) {
      report(
          List.of(key),
          CREDENTIALS,
          "Leave them out and give them to Hadoop: a credential provider, the environment or"
              + " spark.hadoop.fs.* settings.");
    }
  }

  private void trackingServer() {
    String uri = config.tracking().mlflowUri();
    if (Credentials.in(uri)) {
      report(
          List.of("tracking.mlflow-uri"),
          CREDENTIALS,
          "Leave them out and set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or"
              + " MLFLOW_TRACKING_TOKEN.");
    } else if (!uri.isEmpty() && !uri.matches("https?://[^/\\s]+[^\\s]*")) {
      report(
          List.of("tracking.mlflow-uri"),
          uri + " is no address of a server",
          "Give one such as http://host:5000, or leave it empty.");
    }
  }

  private void verifierIsKnown() {
    String verifier = config.scoring().verifier();
    if (!verifier.isEmpty()) {
      try {
        Verifiers.named(verifier);
      } catch (InputException e) {
        problems.add("scoring.verifier", e);
      }
    }
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
    if (replayed > 0 && config.loss().prefixLoss() == PrefixLoss.MASKED) {
      report(
          List.of("replay.per-group", "loss.prefix-loss"),
          replayed + " replayed rollouts a group have no gradient under loss.prefix-loss masked",
          "Use 0, or another loss.prefix-loss.");
    }
  }

  /**
   * @param which pair of keys: their prefix below the section
   */
  private void fractionsInOrder(String which, double min, double max) {
    String minKey = "prefix." + which + "min-fraction";
    String maxKey = "prefix." + which + "max-fraction";
    if (min > max) {
      report(
          List.of(minKey, maxKey),
          min + " is more than " + maxKey + " (" + max + ")",
          "Swap the two or raise " + maxKey + ".");
    }
  }

  private void generatedHasNoOutcome() {
    PrefixConfig prefix = config.prefix();
    if (prefix.source() == PrefixSource.GENERATED && prefix.outcome() != PrefixOutcome.ANY) {
      report(
          List.of("prefix.outcome", "prefix.source"),
          prefix.outcome().name().toLowerCase(Locale.ROOT)
              + " filters stored rollouts by how they ended, and prefix.source is generated",
          "Use any, or prefix.source=stored.");
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
