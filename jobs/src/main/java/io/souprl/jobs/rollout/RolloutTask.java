package io.souprl.jobs.rollout;

import io.souprl.soup.PrefixCandidate;
import io.souprl.soup.PrefixSampler;
import io.souprl.soup.ReplaySampler;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import scala.Tuple2;

/**
 * The samples of one partition's groups, by position and index: whole groups side by side. A group
 * samples as many responses less as it replays stored ones. Rows of {@link SampleSchema} are made
 * when they are asked for.
 */
record RolloutTask(RolloutSettings settings)
    implements FlatMapFunction<
        Iterator<Tuple2<Integer, Tuple2<Iterable<PromptTokens>, Iterable<HistoryRollout>>>>, Row> {
  @Override
  public Iterator<Row> call(
      Iterator<Tuple2<Integer, Tuple2<Iterable<PromptTokens>, Iterable<HistoryRollout>>>> input) {
    List<Sample> samples = new ArrayList<>();
    PrefixSampler sampler =
        new PrefixSampler(settings.prefixes(), settings.seed(), settings.round());
    ReplaySampler replays =
        new ReplaySampler(settings.replays(), settings.seed(), settings.round());
    while (input.hasNext()) {
      Tuple2<Iterable<PromptTokens>, Iterable<HistoryRollout>> group = input.next()._2();
      List<HistoryRollout> history = new ArrayList<>();
      group._2().forEach(history::add);
      List<PrefixCandidate> candidates = history.stream().map(HistoryRollout::candidate).toList();
      for (PromptTokens prompt : group._1()) {
        int sampled = settings.groupSize() - replays.choose(prompt.promptId(), candidates).size();
        for (int index = 0; index < sampled; index++) {
          samples.add(
              index < settings.prefixedPerGroup()
                  ? Sample.prefixed(prompt, index, sampler, history)
                  : Sample.plain(prompt, index));
        }
      }
    }
    samples.sort(
        Comparator.comparingInt((Sample sample) -> sample.prompt().position())
            .thenComparingInt(Sample::index));
    return samples.stream().map(sample -> sample.row(settings)).iterator();
  }
}
