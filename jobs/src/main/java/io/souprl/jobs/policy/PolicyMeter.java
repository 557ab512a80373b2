package io.souprl.jobs.policy;

import java.io.Serializable;
import org.apache.spark.util.LongAccumulator;

/** Is told what tasks do while they sample. */
public interface PolicyMeter extends Serializable {
  /** So many tokens were sampled. */
  void tokens(long count);

  /** The model was at work for so long. */
  void modelNanos(long nanos);

  /** Forgets it all. */
  static PolicyMeter none() {
    return new PolicyMeter() {
      @Override
      public void tokens(long count) {}

      @Override
      public void modelNanos(long nanos) {}
    };
  }

  /** Adds to two accumulators. */
  static PolicyMeter of(LongAccumulator tokens, LongAccumulator modelNanos) {
    return new Accumulated(tokens, modelNanos);
  }

  /** See {@link #of}. */
  record Accumulated(LongAccumulator tokenSum, LongAccumulator nanoSum) implements PolicyMeter {
    @Override
    public void tokens(long count) {
      tokenSum.add(count);
    }

    @Override
    public void modelNanos(long nanos) {
      nanoSum.add(nanos);
    }
  }
}
