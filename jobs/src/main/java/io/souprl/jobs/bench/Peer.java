package io.souprl.jobs.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A way to generate with a peer's process.
 *
 * @param process that is asked
 * @param name in the report
 * @param fixed settings that are not varied
 * @param batchSizes to choose from
 * @param threads to choose from
 */
record Peer(
    PeerProcess process,
    String name,
    Map<String, Object> fixed,
    List<Integer> batchSizes,
    List<Integer> threads)
    implements Contender {
  /** Batch sizes for so many sequences: none is larger than that. */
  static List<Integer> batchSizes(int sequences, int... sizes) {
    return IntStream.of(sizes).map(size -> Math.min(size, sequences)).distinct().boxed().toList();
  }

  @Override
  public List<Map<String, Object>> candidates() {
    List<Map<String, Object>> all = new ArrayList<>();
    for (int count : threads) {
      for (int size : batchSizes) {
        Map<String, Object> settings = new LinkedHashMap<>(fixed);
        settings.put("batch_size", size);
        settings.put("threads", count);
        all.add(settings);
      }
    }
    return all;
  }

  @Override
  public Measurement measure(int prompts, Map<String, Object> settings) {
    Map<String, Object> request = new LinkedHashMap<>(settings);
    request.put("prompts", prompts);
    return process.ask(request);
  }
}
