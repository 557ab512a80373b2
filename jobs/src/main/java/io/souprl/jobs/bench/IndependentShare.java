package io.souprl.jobs.bench;

import java.util.stream.IntStream;

/**
 * What independent processes do of a workload: every process takes every n-th row of it.
 *
 * @param checkpoint directory of the policy
 * @param groups file of {@link SequenceGroups}: what a round samples
 * @param training rows of an optimiser step
 * @param processes that share the work
 * @param sequencesPerBatch of generation
 * @param cacheTokens likewise
 * @param budget padded tokens of a micro-batch
 */
record IndependentShare(
    String checkpoint,
    String groups,
    TrainingWorkload training,
    int processes,
    int sequencesPerBatch,
    int cacheTokens,
    int budget) {
  /** Setting of a request that says what to do; its value is one of the following. */
  static final String WORK = "work";

  static final String ROLLOUT = "rollout";
  static final String TRAINING = "training";

  /** Setting of a request that says how often. */
  static final String TIMES = "times";

  /** The part of a process, from 0, of so many things. */
  IntStream part(int process, int size) {
    return IntStream.iterate(process, index -> index < size, index -> index + processes);
  }
}
