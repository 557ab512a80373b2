package io.souprl.jobs.training;

import io.souprl.jobs.run.CheckpointFiles;
import io.souprl.model.OptimizerState;
import io.souprl.model.PolicyCheckpoint;
import io.souprl.model.PolicyWeights;
import java.nio.file.Path;

/**
 * Weights and optimiser state that a training job starts from. Without the checkpoint's optimiser
 * state, its weights are those that it stores.
 */
record TrainingStart(PolicyWeights weights, OptimizerState optimizer) {
  static TrainingStart of(TrainingPlan plan) {
    Path directory = CheckpointFiles.local(plan.source());
    if (plan.freshOptimizer()) {
      PolicyWeights weights = PolicyCheckpoint.read(directory);
      return new TrainingStart(weights, OptimizerState.fresh(weights.layout()));
    }
    PolicyWeights weights = PolicyCheckpoint.readForTraining(directory);
    return new TrainingStart(
        weights,
        PolicyCheckpoint.readOptimizer(directory, weights.layout())
            .orElseGet(() -> OptimizerState.fresh(weights.layout())));
  }
}
