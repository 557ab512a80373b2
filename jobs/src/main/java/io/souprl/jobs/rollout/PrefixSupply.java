package io.souprl.jobs.rollout;

import io.souprl.jobs.run.Progress;
import io.souprl.jobs.run.Run;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaPairRDD;

/** Where the prefixes of a round come from. What it keeps for them goes when it is closed. */
interface PrefixSupply extends AutoCloseable {
  /**
   * The prefixes of the round's samples by the position of their prompt; samples that are not among
   * them are on-policy.
   *
   * @param work the round's prompts by position, partitioned as the stage is
   */
  JavaPairRDD<Integer, Prefix> prefixes(JavaPairRDD<Integer, PromptTokens> work, Progress progress);

  /** What the manifest says of it, the same before and after the stage's append. */
  Map<String, Double> counts();

  @Override
  void close();

  /** The supply that the configuration asks for. */
  static PrefixSupply of(Run run, RolloutSettings settings, List<PromptTokens> prompts) {
    if (settings.round() == 0 || settings.prefixedPerGroup() == 0) {
      return new NoPrefixes();
    }
    return switch (run.config().prefix().source()) {
      case STORED -> new StoredPrefixes(new History(run, settings.round(), prompts), settings);
      case GENERATED -> new GeneratedPrefixes(run, settings, prompts);
    };
  }
}
