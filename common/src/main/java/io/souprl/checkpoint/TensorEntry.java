package io.souprl.checkpoint;

/**
 * What a safetensors header says of one tensor, without its place in the file.
 *
 * @param name the tensor's name, as in {@code model.layers.0.mlp.up_proj.weight}
 * @param type element type on disk
 * @param shape row-major shape
 */
public record TensorEntry(String name, TensorType type, TensorShape shape) {
  public TensorEntry {
    try {
      Math.multiplyExact(shape.elementCount(), type.bytes());
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          "Cannot count the bytes of " + type + " tensor " + name + " of shape " + shape, e);
    }
  }

  /** An F32 tensor. */
  public static TensorEntry float32(String name, TensorShape shape) {
    return new TensorEntry(name, TensorType.F32, shape);
  }

  /** Bytes that its elements take on disk. */
  public long byteSize() {
    return shape.elementCount() * type.bytes();
  }
}
