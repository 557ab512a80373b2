package io.souprl.jobs.rollout;

import io.souprl.jobs.run.Progress;
import java.util.Map;
import org.apache.spark.api.java.JavaPairRDD;

/** All samples are on-policy. */
final class NoPrefixes implements PrefixSupply {
  @Override
  public JavaPairRDD<Integer, Prefix> prefixes(
      JavaPairRDD<Integer, PromptTokens> work, Progress progress) {
    return work.filter(prompt -> false).mapValues(prompt -> Prefix.none(0));
  }

  @Override
  public Map<String, Double> counts() {
    return Map.of();
  }

  @Override
  public void close() {}
}
