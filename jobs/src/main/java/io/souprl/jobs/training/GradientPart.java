package io.souprl.jobs.training;

import io.souprl.optim.GradientNorm;
import io.souprl.training.StepStatistics;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.TreeMap;
import scala.Tuple2;

/**
 * One partition's gradient of one chunk.
 *
 * @param partition that computed it, which fixes its place in the sum
 * @param statistics of the partition's rows; with the first chunk only, else none
 */
record GradientPart(int partition, FloatBlock gradient, StepStatistics statistics)
    implements Serializable {
  /**
   * The sum over partitions, in the order of their index.
   *
   * @param squares sum of squares of the summed gradient
   */
  record Sum(FloatBlock gradient, double squares, StepStatistics statistics)
      implements Serializable {
    /** Without the gradient, for the driver. */
    Sum summary() {
      return new Sum(new FloatBlock(), squares, statistics);
    }
  }

  /**
   * The sums of all chunks whose parts are here, by rising chunk.
   *
   * @param parts that have come through a shuffle: nobody else has them, and they are changed
   */
  static Iterator<Tuple2<Integer, Sum>> sums(Iterator<Tuple2<Integer, GradientPart>> parts) {
    TreeMap<Integer, List<GradientPart>> chunks = new TreeMap<>();
    parts.forEachRemaining(
        part -> chunks.computeIfAbsent(part._1(), chunk -> new ArrayList<>()).add(part._2()));
    return chunks.entrySet().stream()
        .map(chunk -> new Tuple2<>(chunk.getKey(), sum(chunk.getValue())))
        .iterator();
  }

  private static Sum sum(List<GradientPart> parts) {
    List<GradientPart> ordered = new ArrayList<>(parts);
    ordered.sort(Comparator.comparingInt(GradientPart::partition));
    float[] sum = ordered.get(0).gradient().values();
    StepStatistics statistics = ordered.get(0).statistics();
    for (GradientPart part : ordered.subList(1, ordered.size())) {
      float[] values = part.gradient().values();
      for (int i = 0; i < sum.length; i++) {
        sum[i] += values[i];
      }
      statistics = statistics.plus(part.statistics());
    }
    return new Sum(new FloatBlock(sum), GradientNorm.sumOfSquares(sum), statistics);
  }
}
