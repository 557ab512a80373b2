package io.souprl.checkpoint;

import java.util.Arrays;
import java.util.List;

/**
 * Sizes of a tensor's dimensions, outermost first. No dimension is a scalar (one element), a
 * dimension of 0 an empty tensor.
 *
 * @param dimensions sizes, none negative, whose product fits in a long
 */
public record TensorShape(List<Long> dimensions) {
  public TensorShape {
    dimensions = List.copyOf(dimensions);
    if (dimensions.stream().anyMatch(size -> size < 0)) {
      throw new IllegalArgumentException("Cannot have a negative dimension: " + dimensions);
    }
    product(dimensions);
  }

  /** The shape with these sizes. */
  public static TensorShape of(long... dimensions) {
    return new TensorShape(Arrays.stream(dimensions).boxed().toList());
  }

  /** Product of the dimensions. */
  public long elementCount() {
    return product(dimensions);
  }

  @Override
  public String toString() {
    return dimensions.toString();
  }

  private static long product(List<Long> dimensions) {
    try {
      return dimensions.stream().mapToLong(Long::longValue).reduce(1, Math::multiplyExact);
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("Cannot count the elements of " + dimensions, e);
    }
  }
}
