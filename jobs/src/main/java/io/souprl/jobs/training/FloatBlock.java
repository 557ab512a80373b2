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

/**
 * Numbers that go from process to process, as bytes in bulk: Java serialisation takes four times as
 * long for an array of floats.
 */
public final class FloatBlock implements Externalizable {
  private static final long serialVersionUID = 1;
  private static final int BUFFER_BYTES = 1 << 16;

  private float[] values = new float[0];

  /** For deserialisation. */
  public FloatBlock() {}

  FloatBlock(float[] values) {
    this.values = values;
  }

  /** The numbers themselves, no copy. */
  float[] values() {
    return values;
  }

  @Override
  public void writeExternal(ObjectOutput out) throws IOException {
    out.writeInt(values.length);
    write(out, values);
  }

  @Override
  public void readExternal(ObjectInput in) throws IOException {
    values = new float[in.readInt()];
    read(in, values);
  }

  /** Writes the numbers, and not how many there are. */
  static void write(DataOutput out, float[] values) throws IOException {
    byte[] bytes = new byte[BUFFER_BYTES];
    FloatBuffer buffer = floats(bytes);
    for (int from = 0; from < values.length; from += buffer.capacity()) {
      int count = Math.min(buffer.capacity(), values.length - from);
      buffer.put(0, values, from, count);
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
