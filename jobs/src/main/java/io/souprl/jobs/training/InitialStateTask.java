package io.souprl.jobs.training;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.PairFlatMapFunction;
import scala.Tuple2;

/**
 * The state of the chunks of one partition before the first step, read from the checkpoint where it
 * is needed: with the tasks, gigabytes would go through the driver.
 */
record InitialStateTask(TrainingPlan plan, List<Chunk> chunks)
    implements PairFlatMapFunction<Iterator<Tuple2<Integer, Integer>>, Integer, ChunkState> {
  @Override
  public Iterator<Tuple2<Integer, ChunkState>> call(Iterator<Tuple2<Integer, Integer>> numbers) {
    List<Tuple2<Integer, ChunkState>> states = new ArrayList<>();
    TrainingStart start = null;
    while (numbers.hasNext()) {
      Chunk chunk = chunks.get(numbers.next()._1());
      start = start == null ? TrainingStart.of(plan) : start;
      states.add(
          new Tuple2<>(
              chunk.index(),
              new ChunkState(
                  new FloatBlock(chunk.cut(start.weights().values())),
                  new FloatBlock(chunk.cut(start.optimizer().firstMoments())),
                  new FloatBlock(chunk.cut(start.optimizer().secondMoments())))));
    }
    return states.iterator();
  }
}
