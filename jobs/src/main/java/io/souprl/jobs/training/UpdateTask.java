package io.souprl.jobs.training;

import io.souprl.optim.AdamW;
import io.souprl.optim.OptimizerStep;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.PairFlatMapFunction;
import scala.Tuple2;

/** AdamW on the chunks of one partition. */
record UpdateTask(List<Chunk> chunks, AdamW optimizer, OptimizerStep step)
    implements PairFlatMapFunction<
        Iterator<Tuple2<Integer, Tuple2<ChunkState, GradientPart.Sum>>>, Integer, ChunkState> {
  @Override
  public Iterator<Tuple2<Integer, ChunkState>> call(
      Iterator<Tuple2<Integer, Tuple2<ChunkState, GradientPart.Sum>>> input) {
    List<Tuple2<Integer, ChunkState>> updated = new ArrayList<>();
    while (input.hasNext()) {
      Tuple2<Integer, Tuple2<ChunkState, GradientPart.Sum>> entry = input.next();
      ChunkState state = entry._2()._1();
      float[] gradient = entry._2()._2().gradient().values();
      updated.add(
          new Tuple2<>(
              entry._1(), state.updated(chunks.get(entry._1()), gradient, optimizer, step)));
    }
    return updated.iterator();
  }
}
