package io.souprl.jobs.bench;

import io.souprl.jobs.rollout.RolloutStage;
import io.souprl.jobs.run.Run;
import io.souprl.jobs.run.Stages;
import java.util.List;
import java.util.Map;

/**
 * Our rollout stage with everything that belongs to it: prompts, table, counts, manifest. The
 * policy stays the same from round to round.
 */
record OwnRollouts(Run run, int tasks) implements Contender {
  @Override
  public String name() {
    return SparkTraining.NAME;
  }

  @Override
  public List<Map<String, Object>> candidates() {
    return List.of(Map.of("tasks", tasks));
  }

  @Override
  public Measurement measure(int rounds, Map<String, Object> settings) {
    int first = run.checkpoints().newest();
    double seconds = 0;
    for (int round = first; round < first + rounds; round++) {
      long start = System.nanoTime();
      Stages.run(run, new RolloutStage(), round);
      seconds += (System.nanoTime() - start) / 1e9;
      run.checkpoints().addUnchanged(round + 1, round, round);
    }
    return new Measurement(OwnRounds.generated(run, first), seconds);
  }
}
