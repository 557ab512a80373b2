package io.souprl.model;

import io.souprl.checkpoint.TensorShape;
import java.util.List;

/**
 * One trainable array of the decoder. A fused one holds several Hugging Face tensors stacked along
 * their first axis, so that one matrix product does the work of three.
 *
 * @param name what it is, such as {@code layers.0.qkv.weight}
 * @param shape sizes of the stacked array
 * @param parts the Hugging Face tensors in it, in stacking order
 */
public record Parameter(String name, List<Integer> shape, List<Part> parts) {
  /** A tensor of the checkpoint file: its name and shape. */
  public record Part(String tensor, List<Integer> shape) {
    /** Number of elements. */
    public int size() {
      return product(shape);
    }

    TensorShape tensorShape() {
      return new TensorShape(shape.stream().map(Integer::longValue).toList());
    }
  }

  public Parameter {
    shape = List.copyOf(shape);
    parts = List.copyOf(parts);
  }

  /** Number of elements. */
  public int size() {
    return product(shape);
  }

  /** Whether AdamW decays it: matrices are decayed, biases and norm gains are not. */
  public boolean decayed() {
    return shape.size() > 1;
  }

  private static int product(List<Integer> shape) {
    int size = 1;
    for (int dimension : shape) {
      size = Math.multiplyExact(size, dimension);
    }
    return size;
  }
}
