package io.souprl.jobs.bench;

import java.util.List;
import java.util.Map;

/**
 * The same work by processes that know nothing of each other: the most that as many workers of a
 * cluster could reach.
 *
 * @param work of {@link IndependentShare}
 */
record IndependentWork(PeerProcesses processes, String work) implements Contender {
  static final String NAME = "independent";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Map<String, Object>> candidates() {
    return List.of(Map.of("processes", processes.all().size()));
  }

  @Override
  public Measurement measure(int times, Map<String, Object> settings) {
    return processes.ask(
        Map.of(IndependentShare.WORK, work, IndependentShare.TIMES, times), processes.all().size());
  }
}
