package io.souprl.jobs.policy;

import io.souprl.config.SoupConfig;
import io.souprl.jobs.run.Progress;
import io.souprl.jobs.table.PolicyVersion;

/** The transformer of a stage: from requests to responses, under a run's configuration. */
public final class StagePolicy {
  /** Input column, of {@link RequestSchema#TYPE}. */
  public static final String REQUEST = "request";

  /** Output column. */
  public static final String RESPONSE = "response";

  private StagePolicy() {}

  /** A registered policy that samples with the run's seed and reports to the stage's progress. */
  public static PolicyTransformer of(SoupConfig config, PolicyVersion policy, Progress progress) {
    return new PolicyTransformer()
        .setModelUrl(policy.uri())
        .setContentHash(policy.contentHash())
        .setInputCol(REQUEST)
        .setOutputCol(RESPONSE)
        .setSeed(config.seed())
        .setBatchSize(config.rollout().sequencesPerBatch())
        .setCacheTokens(config.rollout().cacheTokens())
        .setDtype(config.rollout().dtype().text())
        .meteredBy(PolicyMeter.of(progress.tokens(), progress.modelNanos()));
  }
}
