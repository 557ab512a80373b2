package io.souprl.jobs.rollout;

import io.souprl.jobs.run.Progress;
import io.souprl.soup.PrefixCandidate;
import io.souprl.soup.PrefixSampler;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.function.FlatMapFunction;
import scala.Tuple2;

/** Prefixes cut from stored rollouts (SOUP.md section 2, STORED). */
record StoredPrefixes(History history, RolloutSettings settings) implements PrefixSupply {
  @Override
  public JavaPairRDD<Integer, Prefix> prefixes(
      JavaPairRDD<Integer, PromptTokens> work, Progress progress) {
    return work.cogroup(history.candidates(), work.partitioner().get())
        .flatMapValues(new Cut(settings));
  }

  @Override
  public Map<String, Double> counts() {
    return history.counts();
  }

  @Override
  public void close() {
    history.close();
  }

  /** The prefixes of one prompt's group. */
  private record Cut(RolloutSettings settings)
      implements FlatMapFunction<Tuple2<Iterable<PromptTokens>, Iterable<HistoryRollout>>, Prefix> {
    @Override
    public Iterator<Prefix> call(Tuple2<Iterable<PromptTokens>, Iterable<HistoryRollout>> group) {
      Map<String, HistoryRollout> stored = new HashMap<>();
      group._2().forEach(rollout -> stored.put(rollout.rolloutId(), rollout));
      List<PrefixCandidate> candidates =
          stored.values().stream().map(HistoryRollout::candidate).toList();
      PrefixSampler sampler =
          new PrefixSampler(settings.prefixes(), settings.seed(), settings.round());
      List<Prefix> prefixes = new ArrayList<>();
      for (PromptTokens prompt : group._1()) {
        for (int index = 0; index < settings.prefixedPerGroup(); index++) {
          int sample = index;
          sampler
              .choose(prompt.promptId(), sample, candidates)
              .map(choice -> Prefix.cut(sample, stored.get(choice.rolloutId()), choice.length()))
              .ifPresent(prefixes::add);
        }
      }
      return prefixes.iterator();
    }
  }
}
