package io.souprl.jobs.rollout;

import io.souprl.generation.Generation;
import io.souprl.generation.GenerationSettings;
import io.souprl.generation.Generator;
import io.souprl.jobs.run.FailPoints;
import io.souprl.jobs.run.LoadedPolicy;
import io.souprl.jobs.run.PolicyCache;
import io.souprl.soup.PrefixSampler;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.util.LongAccumulator;
import org.apache.spark.util.TaskCompletionListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Tuple2;

/** Samples the groups of one partition, a few batches at a time, so that memory stays bounded. */
record RolloutTask(
    RolloutSettings settings,
    LongAccumulator done,
    LongAccumulator tokens,
    LongAccumulator modelNanos)
    implements FlatMapFunction<
        Iterator<Tuple2<Integer, Tuple2<Iterable<PromptTokens>, Iterable<HistoryRollout>>>>, Row> {
  private static final Logger LOG = LoggerFactory.getLogger(RolloutTask.class);
  private static final int BATCHES_AT_A_TIME = 4;

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
    PolicyCache.Lease lease = PolicyCache.lease(settings.policy());
    TaskContext.get().addTaskCompletionListener((TaskCompletionListener) context -> lease.close());
    return new Rows(samples, lease.policy());
  }

  /** Rows in order, generated when they are asked for. */
  private final class Rows implements Iterator<Row> {
    private final List<Sample> samples;
    private final LoadedPolicy policy;
    private final List<Row> ready = new ArrayList<>();
    private int next;
    private int taken;

    Rows(List<Sample> samples, LoadedPolicy policy) {
      this.samples = samples;
      this.policy = policy;
    }

    @Override
    public boolean hasNext() {
      return taken < ready.size() || next < samples.size();
    }

    @Override
    public Row next() {
      if (taken == ready.size()) {
        ready.clear();
        taken = 0;
        int to = Math.min(samples.size(), next + BATCHES_AT_A_TIME * settings.sequencesPerBatch());
        ready.addAll(rows(policy, samples.subList(next, to)));
        next = to;
        FailPoints.reach("rollout.mid");
      }
      return ready.get(taken++);
    }
  }

  private List<Row> rows(LoadedPolicy policy, List<Sample> samples) {
    List<Row> rows = new ArrayList<>(samples.size());
    long start = System.nanoTime();
    try {
      GenerationSettings generation =
          GenerationSettings.full(settings.temperature(), settings.sequencesPerBatch());
      List<Generation> generations =
          new Generator(policy.decoder(), generation, tokens::add)
              .generate(samples.stream().map(sample -> sample.request(settings)).toList());
      for (int i = 0; i < samples.size(); i++) {
        rows.add(samples.get(i).row(settings, generations.get(i), policy.tokenizer()));
      }
    } catch (RuntimeException e) {
      LOG.warn("Generation of {} samples failed; they become error rows", samples.size(), e);
      rows.clear();
      samples.forEach(sample -> rows.add(sample.errorRow(settings, e.toString())));
    }
    modelNanos.add(System.nanoTime() - start);
    done.add(samples.size());
    return rows;
  }
}
