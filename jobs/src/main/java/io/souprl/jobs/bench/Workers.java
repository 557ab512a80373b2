package io.souprl.jobs.bench;

import java.util.List;
import java.util.stream.Stream;

/**
 * How a peer uses the cores.
 *
 * @param processes that share the prompts
 * @param threads of torch in each
 */
record Workers(int processes, int threads) {
  /**
   * What to try on as many cores as our own threads take.
   *
   * @param processes most processes that a peer may have
   */
  static List<Workers> candidates(int cores, int processes) {
    Workers narrow = new Workers(Math.min(cores, processes), 1);
    return Stream.of(narrow, new Workers(1, cores)).distinct().toList();
  }
}
