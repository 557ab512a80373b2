package io.souprl.jobs.training;

import io.souprl.config.SoupConfig;
import io.souprl.jobs.run.PolicySource;
import io.souprl.jobs.run.Run;
import org.apache.spark.api.java.JavaRDD;

/** What the current policy thinks of replayed rollouts, which the rollout stage did not see. */
final class ReplayedRows {
  private ReplayedRows() {}

  /**
   * The groups of a round, with current_logprobs for the replayed rows that are in the loss: the
   * gate and the metrics need them. Without replay nothing is computed.
   */
  static JavaRDD<GroupedRollout> scored(Run run, int round, JavaRDD<GroupedRollout> groups) {
    SoupConfig config = run.config();
    if (config.replay().perGroup() == 0) {
      return groups;
    }
    return new PolicyScoring(
            PolicySource.of(run.checkpoints().version(round)),
            config.rollout().dtype(),
            config.rollout().temperature(),
            config.training().tokensPerMicroBatch(),
            row -> row.replayed() && row.included())
        .score(groups)
        .map(
            scored ->
                scored.rollout().replayed()
                    ? scored.rollout().withCurrentLogprobs(scored.logprobs())
                    : scored.rollout());
  }
}
