package io.souprl.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.souprl.checkpoint.ModelConfig;

/**
 * Rotary position embedding (RoFormer, arXiv 2104.09864) in the rotate-half form of the Hugging
 * Face models: x cos(position f) + rotate(x) sin(position f), f_i = theta^(-2i / dimension), scaled
 * as {@link io.souprl.checkpoint.RopeScaling} says. The minus sign of rotate(x) = (-high, low) is
 * kept in the sines.
 */
record RotaryEmbedding(NDArray cosines, NDArray sines) {
  /** The rotation of given positions: factors that broadcast over the heads. */
  record Rotation(NDArray cosines, NDArray sines) {
    /** Rotates queries or keys of shape (.., head dimension). */
    NDArray apply(NDArray x) {
      int last = x.getShape().dimension() - 1;
      long dimension = x.getShape().get(last);
      NDArray low = Torch.slice(x, last, 0, dimension / 2);
      NDArray high = Torch.slice(x, last, dimension / 2, dimension);
      // The concatenation is contiguous, so the result is, which saves a copy later.
      return Torch.times(high.concat(low, last), sines).addi(x.mul(cosines));
    }
  }

  /** Tables of shape (positions, head dimension), attached to the manager. */
  static RotaryEmbedding of(NDManager manager, ModelConfig config, ComputeType type) {
    int positions = config.maximumPositions();
    int dimension = config.headDimension();
    float[] cosines = new float[Math.multiplyExact(positions, dimension)];
    float[] sines = new float[cosines.length];
    int half = dimension / 2;
    for (int i = 0; i < half; i++) {
      float frequency = config.ropeScaling().scaled(frequency(config.ropeTheta(), i, dimension));
      for (int position = 0; position < positions; position++) {
        double angle = position * frequency;
        int at = position * dimension + i;
        cosines[at] = cosines[at + half] = (float) Math.cos(angle);
        sines[at + half] = (float) Math.sin(angle);
        sines[at] = -sines[at + half];
      }
    }
    Shape shape = new Shape(positions, dimension);
    return new RotaryEmbedding(
        Torch.create(manager, cosines, shape, type.dataType()),
        Torch.create(manager, sines, shape, type.dataType()));
  }

  /** The reference computes frequencies and angles step by step in float32, and so do we. */
  private static float frequency(double theta, int pair, int dimension) {
    return 1 / (float) Math.pow(theta, 2f * pair / dimension);
  }

  /** The rotation of positions: (..) and then any axes of heads, (rows, length) or (rows). */
  Rotation at(NDArray positions) {
    return new Rotation(
        Torch.rows(positions, cosines).expandDims(1), Torch.rows(positions, sines).expandDims(1));
  }
}
