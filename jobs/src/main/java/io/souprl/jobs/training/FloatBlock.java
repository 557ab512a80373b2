package io.souprl.jobs.training;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Objects;

/**
 * Numbers that go from process to process, as bytes in bulk: Java serialisation takes four times as
 * long for an array of floats.
 */
public final class FloatBlock implements Externalizable {
  private static final long serialVersionUID = 1;
  private static final int BUFFER_BYTES = 1 << 16;

  private float[] array = new float[0];
  private int from;
  private int size;

  /** For deserialisation. */
  public FloatBlock() {}

  FloatBlock(float[] values) {
    this(values, 0, values.length);
  }

  /** A stretch of an array, which is not copied on its way to another process. */
  FloatBlock(float[] array, int from, int size) {
    Objects.checkFromIndexSize(from, size, array.length);
    this.array = array;
    this.from = from;
    this.size = size;
  }

  /** The numbers; the array itself, no copy, unless the block is a stretch of a longer one. */
  float[] values() {
    return size == array.length ? array : Arrays.copyOfRange(array, from, from + size);
  }

  @Override
  public void writeExternal(ObjectOutput out) throws IOException {
    out.writeInt(size);
    write(out, array, from, size);
  }

  @Override
  public void readExternal(ObjectInput in) throws IOException {
    size = in.readInt();
    array = new float[size];
    read(in, array);
  }

  /** Writes the numbers, and not how many there are. */
  static void write(DataOutput out, float[] values) throws IOException {
    write(out, values, 0, values.length);
  }

  private static void write(DataOutput out, float[] values, int from, int size) throws IOException {
    byte[] bytes = new byte[BUFFER_BYTES];
    FloatBuffer buffer = floats(bytes);
    for (int done = 0; done < size; done += buffer.capacity()) {
      int count = Math.min(buffer.capacity(), size - done);
      buffer.put(0, values, from + done, count);
      out.write(bytes, 0, count * Float.BYTES);
    }
  }

  /** Reads as many numbers as the array holds. */
  static void read(DataInput in, float[] values) throws IOException {
    byte[] bytes = new byte[BUFFER_BYTES];
    FloatBuffer buffer = floats(bytes);
    for (int from = 0; from < values.length; from += buffer.capacity()) {
      int count = Math.min(buffer.capacity(), values.length - from);
      in.readFully(bytes, 0, count * Float.BYTES);
      buffer.get(0, values, from, count);
    }
  }

  private static FloatBuffer floats(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
  }
}
