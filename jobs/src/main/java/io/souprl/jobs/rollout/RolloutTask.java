package io.souprl.jobs.rollout;

import io.souprl.soup.PrefixSampler;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import scala.Tuple2;

/**
 * The samples of one partition's groups, by position and index: whole groups side by side. Rows of
 * {@link SampleSchema} are made when they are asked for.
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
    while (input.hasNext()) {
      Tuple2<Iterable<PromptTokens>, Iterable<HistoryRollout>> group = input.next()._2();
      List<HistoryRollout> history = new ArrayList<>();
      group._2().forEach(history::add);
      for (PromptTokens prompt : group._1()) {
        for (int index = 0; index < settings.groupSize(); index++) {
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
