package io.souprl.jobs.training;

import io.souprl.jobs.run.CheckpointFiles;
import io.souprl.model.OptimizerState;
import io.souprl.model.PolicyCheckpoint;
import io.souprl.model.PolicyWeights;
import java.nio.file.Path;

/** Weights and optimiser state that a training job starts from. */
record TrainingStart(PolicyWeights weights, OptimizerState optimizer) {
  static TrainingStart of(TrainingPlan plan) {
    Path directory = CheckpointFiles.local(plan.source());
    PolicyWeights weights = PolicyCheckpoint.read(directory);
    OptimizerState fresh = OptimizerState.fresh(weights.layout());
    return new TrainingStart(
        weights,
        plan.freshOptimizer()
            ? fresh
            : PolicyCheckpoint.readOptimizer(directory, weights.layout()).orElse(fresh));
  }
}
