package io.souprl.jobs.rollout;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import scala.Tuple2;

/**
 * The samples of one partition's groups, by position and index: whole groups side by side. Rows of
 * {@link SampleSchema} are made when they are asked for.
 *
 * @param replayed how many places of a group stored rollouts take, by prompt_id
 */
record RolloutTask(RolloutSettings settings, Map<String, Integer> replayed)
    implements FlatMapFunction<
        Iterator<Tuple2<Integer, Tuple2<Iterable<PromptTokens>, Iterable<Prefix>>>>, Row> {
  @Override
  public Iterator<Row> call(
      Iterator<Tuple2<Integer, Tuple2<Iterable<PromptTokens>, Iterable<Prefix>>>> input) {
    List<Sample> samples = new ArrayList<>();
    while (input.hasNext()) {
      Tuple2<Iterable<PromptTokens>, Iterable<Prefix>> group = input.next()._2();
      Map<Integer, Prefix> prefixes = new HashMap<>();
      group._2().forEach(prefix -> prefixes.put(prefix.sampleIndex(), prefix));
      for (PromptTokens prompt : group._1()) {
        int sampled = settings.groupSize() - replayed.getOrDefault(prompt.promptId(), 0);
        for (int index = 0; index < sampled; index++) {
          Prefix prefix = prefixes.get(index);
          samples.add(new Sample(prompt, prefix == null ? Prefix.none(index) : prefix));
        }
      }
    }
    samples.sort(
        Comparator.comparingInt((Sample sample) -> sample.prompt().position())
            .thenComparingInt(sample -> sample.prefix().sampleIndex()));
    return samples.stream().map(sample -> sample.row(settings)).iterator();
  }
}
