package io.souprl.jobs.training;

import io.souprl.jobs.run.PolicyCache;
import io.souprl.jobs.run.PolicySource;
import io.souprl.model.ComputeType;
import io.souprl.model.SequenceScorer;
import io.souprl.model.TokenScores;
import io.souprl.model.TokenSequence;
import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapFunction;

/**
 * Log-probabilities of rollouts under a policy that need not be the one that sampled them:
 * teacher-forced, without gradients, on the executors.
 *
 * @param policy whose log-probabilities are wanted
 * @param type that it computes in; training computes in float32
 * @param temperature divides the logits
 * @param tokensPerPass padded tokens of one forward pass at most
 * @param wanted which rows are scored, of those that have a response
 */
record PolicyScoring(
    PolicySource policy, ComputeType type, double temperature, int tokensPerPass, Wanted wanted)
    implements FlatMapFunction<Iterator<GroupedRollout>, ScoredRollout> {
  /** Chooses rows. */
  interface Wanted extends Serializable {
    boolean test(GroupedRollout row);
  }

  /** Rows are read ahead, so that passes hold rows of similar length. */
  private static final int PASSES_READ_AHEAD = 8;

  /**
   * Every row with its log-probabilities, in the order and the partitions that the rows come in. A
   * row that is not wanted or has no response gets none. Nothing is computed before an action asks
   * for it, and every action computes it anew: persist it to use it twice.
   */
  JavaRDD<ScoredRollout> score(JavaRDD<GroupedRollout> rows) {
    return rows.mapPartitions(this, true);
  }

  /**
   * Reads and scores a stretch of rows at a time. The policy is leased for each stretch alone, so
   * that rows may meet several policies on their way through one task.
   */
  @Override
  public Iterator<ScoredRollout> call(Iterator<GroupedRollout> rows) {
    Deque<ScoredRollout> ready = new ArrayDeque<>();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return !ready.isEmpty() || rows.hasNext();
      }

      @Override
      public ScoredRollout next() {
        if (!hasNext()) {
          throw new NoSuchElementException("Cannot take a scored rollout: there is none left");
        }
        if (ready.isEmpty()) {
          ready.addAll(scored(stretch(rows)));
        }
        return ready.remove();
      }
    };
  }

  private List<GroupedRollout> stretch(Iterator<GroupedRollout> rows) {
    List<GroupedRollout> stretch = new ArrayList<>();
    long tokens = 0;
    while (rows.hasNext() && tokens < (long) PASSES_READ_AHEAD * tokensPerPass) {
      GroupedRollout row = rows.next();
      stretch.add(row);
      tokens += row.promptTokenIds().length + row.responseTokenIds().length;
    }
    return stretch;
  }

  private List<ScoredRollout> scored(List<GroupedRollout> rows) {
    List<TokenSequence> sequences =
        rows.stream()
            .filter(this::scored)
            .map(row -> TokenSequence.of(row.promptTokenIds(), row.responseTokenIds()))
            .toList();
    Iterator<TokenScores> scores = scores(sequences).iterator();
    return rows.stream()
        .map(row -> new ScoredRollout(row, scored(row) ? scores.next().logprobs() : new float[0]))
        .toList();
  }

  private List<TokenScores> scores(List<TokenSequence> sequences) {
    if (sequences.isEmpty()) {
      return List.of();
    }
    try (PolicyCache.Lease lease = PolicyCache.lease(policy, type)) {
      return new SequenceScorer(lease.policy().decoder(), temperature, tokensPerPass)
          .score(sequences);
    }
  }

  private boolean scored(GroupedRollout row) {
    return row.responseTokenIds().length > 0 && wanted.test(row);
  }
}
