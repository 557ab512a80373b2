package io.souprl.jobs.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * transformers and PyTorch: one process, whose threads and micro-batches are chosen.
 *
 * @param name in the report
 * @param threads to choose from
 * @param size setting that says how large a micro-batch is
 * @param sizes to choose from
 */
record PeerTraining(
    PeerProcesses peer, String name, List<Integer> threads, String size, List<Integer> sizes)
    implements Contender {
  /** So many rows in the order given, padded to the longest, as trainers do it. */
  static final String PLAIN = "transformers";

  /** Rows sorted by length and packed under a budget of padded tokens, as we do it. */
  static final String PACKED = "transformers-packed";

  static final String ROWS = "rows_per_micro_batch";

  @Override
  public List<Map<String, Object>> candidates() {
    List<Map<String, Object>> all = new ArrayList<>();
    for (int count : threads) {
      for (int value : sizes) {
        all.add(new TreeMap<>(Map.of("threads", count, size, value)));
      }
    }
    return all;
  }

  @Override
  public Measurement measure(int steps, Map<String, Object> settings) {
    Map<String, Object> request = new TreeMap<>(settings);
    request.put("steps", steps);
    return peer.ask(request, 1);
  }
}
