package io.souprl.jobs.bench;

import ai.djl.Device;
import io.souprl.model.OptimizerState;
import io.souprl.model.PolicyCheckpoint;
import io.souprl.model.PolicyWeights;
import io.souprl.training.LocalTrainer;
import io.souprl.training.StepPlan;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Our training in one task, threads sharing the micro-batches. */
record OwnTraining(Path checkpoint, TrainingSteps work, int threads, List<Integer> budgets)
    implements Contender {
  static final String NAME = "souprl";
  static final String BUDGET = "tokens_per_micro_batch";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Map<String, Object>> candidates() {
    return candidates(threads, budgets);
  }

  static List<Map<String, Object>> candidates(int threads, List<Integer> budgets) {
    return budgets.stream()
        .map(
            budget ->
                (Map<String, Object>)
                    new TreeMap<String, Object>(Map.of("threads", threads, BUDGET, budget)))
        .toList();
  }

  /** Reading the checkpoint does not count. */
  @Override
  public Measurement measure(int steps, Map<String, Object> chosen) {
    PolicyWeights weights = PolicyCheckpoint.read(checkpoint);
    double seconds = 0;
    try (LocalTrainer trainer =
        new LocalTrainer(
            weights,
            OptimizerState.fresh(weights.layout()),
            work.settings(threads, (int) chosen.get(BUDGET)),
            Device.cpu())) {
      for (StepPlan plan : work.plans(steps)) {
        seconds += trainer.step(plan, work.examples(plan.step())).seconds();
      }
    }
    return new Measurement(work.tokens(steps), seconds);
  }
}
