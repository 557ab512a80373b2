package io.souprl.jobs.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** transformers and PyTorch: one process, whose threads and micro-batches are chosen. */
record PeerTraining(PeerProcesses peer, List<Integer> threads, List<Integer> budgets)
    implements Contender {
  static final String NAME = "transformers";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Map<String, Object>> candidates() {
    List<Map<String, Object>> all = new ArrayList<>();
    for (int count : threads) {
      all.addAll(OwnTraining.candidates(count, budgets));
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
