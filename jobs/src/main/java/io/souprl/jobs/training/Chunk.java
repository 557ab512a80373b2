package io.souprl.jobs.training;

import io.souprl.model.Parameter;
import io.souprl.model.ParameterLayout;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;

/**
 * A stretch of one parameter: the unit in which gradients are summed and weights are updated.
 *
 * @param index place among all chunks
 * @param parameter index in the layout
 * @param from first element
 * @param size number of elements
 * @param decayed whether AdamW decays it
 */
record Chunk(int index, int parameter, int from, int size, boolean decayed)
    implements Serializable {
  /** Cuts every parameter into chunks of at most {@code maxSize} elements. */
  static List<Chunk> of(ParameterLayout layout, int maxSize) {
    List<Chunk> chunks = new ArrayList<>();
    for (int i = 0; i < layout.parameters().size(); i++) {
      Parameter parameter = layout.parameters().get(i);
      for (int from = 0; from < parameter.size(); from += maxSize) {
        chunks.add(
            new Chunk(
                chunks.size(),
                i,
                from,
                Math.min(maxSize, parameter.size() - from),
                parameter.decayed()));
      }
    }
    return chunks;
  }

  /** All chunks in order, in groups of at most so many elements, or of one chunk that has more. */
  static List<List<Chunk>> groups(List<Chunk> chunks, long elements) {
    List<List<Chunk>> groups = new ArrayList<>();
    long size = 0;
    for (Chunk chunk : chunks) {
      size += chunk.size();
      if (groups.isEmpty() || size > elements) {
        groups.add(new ArrayList<>());
        size = chunk.size();
      }
      groups.get(groups.size() - 1).add(chunk);
    }
    return groups;
  }

  /** This chunk of the arrays of all parameters. */
  float[] cut(float[][] values) {
    return Arrays.copyOfRange(values[parameter], from, from + size);
  }

  /** The same without a copy, for what is only written to another process. */
  FloatBlock view(float[][] values) {
    return new FloatBlock(values[parameter], from, size);
  }

  /**
   * The arrays of all parameters, for reading only: that of a parameter of one chunk is the chunk's
   * own.
   *
   * @param values of each chunk, by its index
   */
  static float[][] joined(List<Chunk> chunks, ParameterLayout layout, IntFunction<float[]> values) {
    float[][] joined = new float[layout.parameters().size()][];
    for (Chunk chunk : chunks) {
      int size = layout.parameters().get(chunk.parameter()).size();
      float[] own = values.apply(chunk.index());
      if (own.length == size) {
        joined[chunk.parameter()] = own;
      } else {
        if (chunk.from() == 0) {
          joined[chunk.parameter()] = new float[size];
        }
        chunk.paste(own, joined);
      }
    }
    return joined;
  }

  /** Puts this chunk into the arrays of all parameters. */
  void paste(float[] chunk, float[][] values) {
    System.arraycopy(chunk, 0, values[parameter], from, size);
  }
}
