package io.souprl.jobs.training;

import io.souprl.optim.AdamW;
import io.souprl.optim.ElementRange;
import io.souprl.optim.OptimizerStep;
import java.io.Serializable;
import java.util.List;

/** Master weights and moments of one chunk, which live on one executor. */
record ChunkState(FloatBlock weights, FloatBlock firstMoment, FloatBlock secondMoment)
    implements Serializable {
  /** The state after a step; this one stays as it is, because Spark may compute the step again. */
  ChunkState updated(Chunk chunk, float[] gradient, AdamW optimizer, OptimizerStep step) {
    float[] newWeights = weights.values().clone();
    float[] newFirst = firstMoment.values().clone();
    float[] newSecond = secondMoment.values().clone();
    optimizer.update(
        newWeights,
        newFirst,
        newSecond,
        gradient,
        chunk.decayed() ? List.of(new ElementRange(0, chunk.size())) : List.of(),
        step);
    return new ChunkState(
        new FloatBlock(newWeights), new FloatBlock(newFirst), new FloatBlock(newSecond));
  }
}
