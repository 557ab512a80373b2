package io.souprl.checkpoint;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Safetensors files made byte by byte, sound or not. */
final class RawSafetensors {
  private RawSafetensors() {}

  /** A file with this header, its true length in front, and this data. */
  static Path write(Path file, String header, byte[] data) {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    return write(file, json.length, json, data);
  }

  static Path write(Path file, long headerLength, byte[] header, byte[] data) {
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + header.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(headerLength).put(header).put(data);
    try {
      return Files.write(file, bytes.array());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + file, e);
    }
  }

  /** A file whose data is a hole of this many bytes but for the last float. */
  static Path writeSparse(Path file, String header, long dataBytes, float last) {
    write(file, header, new byte[0]);
    try (RandomAccessFile random = new RandomAccessFile(file.toFile(), "rw")) {
      long size = random.length() + dataBytes;
      random.setLength(size);
      random.seek(size - Float.BYTES);
      random.writeInt(Integer.reverseBytes(Float.floatToRawIntBits(last)));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + file, e);
    }
    return file;
  }

  static byte[] floats(float... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes.array();
  }
}
