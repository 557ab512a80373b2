package io.souprl.jobs.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * A way to generate with a peer's processes.
 *
 * @param peer that is asked
 * @param name in the report
 * @param fixed settings that are not varied
 * @param batchSizes of a process, to choose from
 * @param workers to choose from
 */
record Peer(
    PeerProcesses peer,
    String name,
    Map<String, Object> fixed,
    List<Integer> batchSizes,
    List<Workers> workers)
    implements Contender {
  private static final String PROCESSES = "processes";

  /** Batch sizes for so many sequences: none is larger than that. */
  static List<Integer> batchSizes(int sequences, int... sizes) {
    return IntStream.of(sizes).map(size -> Math.min(size, sequences)).distinct().boxed().toList();
  }

  @Override
  public List<Map<String, Object>> candidates() {
    List<Map<String, Object>> all = new ArrayList<>();
    for (Workers candidate : workers) {
      for (int size : batchSizes) {
        Map<String, Object> settings = new TreeMap<>(fixed);
        settings.put("batch_size", size);
        settings.put(PROCESSES, candidate.processes());
        settings.put("threads", candidate.threads());
        all.add(settings);
      }
    }
    return all;
  }

  @Override
  public Measurement measure(int prompts, Map<String, Object> settings) {
    Map<String, Object> request = new TreeMap<>(settings);
    request.put("prompts", prompts);
    return peer.ask(request, (int) settings.get(PROCESSES));
  }
}
