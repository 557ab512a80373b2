package io.souprl.jobs.training;

import io.souprl.optim.AdamW;
import io.souprl.optim.ElementRange;
import io.souprl.optim.OptimizerStep;
import java.io.Serializable;
import java.util.List;

/** Master weights and moments of one chunk, which live on one executor. */
record ChunkState(float[] weights, float[] firstMoment, float[] secondMoment)
    implements Serializable {
  /** The state after a step; this one stays as it is, because Spark may compute the step again. */
  ChunkState updated(Chunk chunk, float[] gradient, AdamW optimizer, OptimizerStep step) {
    ChunkState next = new ChunkState(weights.clone(), firstMoment.clone(), secondMoment.clone());
    optimizer.update(
        next.weights,
        next.firstMoment,
        next.secondMoment,
        gradient,
        chunk.decayed() ? List.of(new ElementRange(0, chunk.size())) : List.of(),
        step);
    return next;
  }
}
