package io.souprl.jobs.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;

/**
 * The middle and the ends of repeated measurements.
 *
 * @param median of an even number of values: the mean of the middle two
 */
record Spread(double median, double min, double max) {
  static Spread of(double... values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Spread(median, sorted[0], sorted[sorted.length - 1]);
  }

  ObjectNode json() {
    return new ObjectMapper()
        .createObjectNode()
        .put("median", median)
        .put("min", min)
        .put("max", max);
  }
}
