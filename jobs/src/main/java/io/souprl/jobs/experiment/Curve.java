package io.souprl.jobs.experiment;

/** A metric of every round that the report draws. */
enum Curve {
  REWARD("soup/reward/plain", "Mean reward, on-policy rollouts"),
  ENTROPY("soup/continuation/entropy", "Entropy of continuations, nats"),
  ZERO_VARIANCE("soup/zero_variance_fraction", "Groups without variance"),
  UNIQUE("soup/unique_responses", "Different responses of a group / its size"),
  GENERATED("soup/generated_tokens", "Tokens generated"),
  PREFIX_CLIP("soup/prefix/clipfrac_high", "Prefix tokens clipped above");

  private final String metric;
  private final String title;

  Curve(String metric, String title) {
    this.metric = metric;
    this.title = title;
  }

  String metric() {
    return metric;
  }

  String title() {
    return title;
  }
}
