package io.souprl.jobs.experiment;

/** One number of a run, a column of the report. */
enum Measure {
  PASS_1("pass@1", 3, "held-out prompts solved by one sample"),
  PASS_8("pass@8", 3, "held-out prompts solved by one of 8 samples, unbiased"),
  PASS_32("pass@32", 3, "held-out prompts solved by one of 32 samples"),
  DISTINCT("distinct", 2, "different responses among 32 samples of a held-out prompt"),
  DISTINCT_CORRECT("distinct correct", 2, "different correct responses among them"),
  TRAIN_REWARD("train reward", 3, "mean reward of on-policy rollouts, last fifth of the rounds"),
  ENTROPY("entropy", 3, "nats a token of continuations in the loss, last fifth of the rounds"),
  UNIQUE("unique in group", 3, "different responses of a group over its size, mean over rounds"),
  ZERO_VARIANCE("zero variance", 3, "groups whose rewards are all equal, mean over rounds"),
  SOLVED("solved train", 3, "training prompts that some rollout has solved"),
  FOUND("found", 0, "different correct responses to training prompts"),
  GENERATED(
      "k tokens",
      1,
      "thousands of tokens that rollout stages sampled, generated prefixes among them"),
  LIVE("k live tokens", 1, "thousands of tokens in the loss"),
  ROLLOUT_SECONDS("rollout s", 1, "seconds of the model in rollout stages"),
  TRAINING_SECONDS("training s", 1, "seconds of the model in training stages"),
  TRAINING_COST("training us/token", 1, "microseconds of training a live token");

  private final String title;
  private final int decimals;
  private final String meaning;

  Measure(String title, int decimals, String meaning) {
    this.title = title;
    this.decimals = decimals;
    this.meaning = meaning;
  }

  String title() {
    return title;
  }

  String meaning() {
    return meaning;
  }

  /** The value as the report shows it. */
  String text(double value) {
    return String.format(java.util.Locale.ROOT, "%." + decimals + "f", value);
  }

  /** A difference, with its sign. */
  String signed(double value) {
    return String.format(java.util.Locale.ROOT, "%+." + decimals + "f", value);
  }
}
