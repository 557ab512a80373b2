package io.souprl.checkpoint;

import io.souprl.error.InputErrors;
import io.souprl.error.InputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.Map;
import java.util.Set;

/**
 * Reads a safetensors file: 8 bytes of header length (little-endian), a JSON header, the data.
 * Opening checks the whole header against the file's size before anything is allocated; tensors are
 * then read in pieces through a small buffer, so that neither files nor tensors over 2 GiB are a
 * limit. Reads are positional: threads may share one file.
 *
 * <p>Bad files are refused with an {@link InputException}; a failing disk is an {@link
 * UncheckedIOException}.
 */
public final class SafetensorsFile implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 18;

  private final Path path;
  private final FileChannel channel;
  private final SafetensorsHeader header;
  private final long dataStart;

  private SafetensorsFile(
      Path path, FileChannel channel, SafetensorsHeader header, long dataStart) {
    this.path = path;
    this.channel = channel;
    this.header = header;
    this.dataStart = dataStart;
  }

  /** Opens a file and checks its header. */
  public static SafetensorsFile open(Path path) {
    if (!Files.isRegularFile(path)) {
      throw InputErrors.of(path.toString(), "there is no such file", "Check the path.");
    }
    FileChannel channel = null;
    try {
      channel = FileChannel.open(path, StandardOpenOption.READ);
      return open(path, channel);
    } catch (IOException e) {
      close(channel, e);
      throw new UncheckedIOException("Cannot read " + path, e);
    } catch (RuntimeException e) {
      close(channel, e);
      throw e;
    }
  }

  private static SafetensorsFile open(Path path, FileChannel channel) throws IOException {
    long available = channel.size() - SafetensorsHeader.LENGTH_BYTES;
    if (available < 0) {
      throw InputErrors.of(
          path.toString(),
          "it has %d bytes, too few for a safetensors file".formatted(channel.size()),
          "Copy or download the file again.");
    }
    long length = littleEndian(path, channel, 0, SafetensorsHeader.LENGTH_BYTES).getLong();
    if (length < 0 || length > Math.min(available, SafetensorsHeader.MAXIMUM_BYTES)) {
      throw InputErrors.of(
          path.toString(),
          "the header length %s does not fit the file of %d bytes"
              .formatted(Long.toUnsignedString(length), channel.size()),
          "Check that it is a safetensors file (not, say, a Git LFS pointer) and copy it again.");
    }
    byte[] json = littleEndian(path, channel, SafetensorsHeader.LENGTH_BYTES, (int) length).array();
    SafetensorsHeader header = SafetensorsHeader.parse(json, available - length, path.toString());
    return new SafetensorsFile(path, channel, header, SafetensorsHeader.LENGTH_BYTES + length);
  }

  /** Names of the tensors, in the order of the header. */
  public Set<String> names() {
    return Collections.unmodifiableSet(header.tensors().keySet());
  }

  /** The header's free-form {@code __metadata__}. */
  public Map<String, String> metadata() {
    return Collections.unmodifiableMap(header.metadata());
  }

  /** Type and shape of a tensor, which must be among {@link #names()}. */
  public TensorEntry entry(String name) {
    return placed(name).entry();
  }

  /** All elements of a tensor, row-major, decoded to floats. */
  public float[] read(String name) {
    long count = entry(name).shape().elementCount();
    if (count > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "Cannot read tensor %s: its %d elements do not fit one array, read it in pieces"
              .formatted(name, count));
    }
    float[] values = new float[(int) count];
    read(name, 0, values, 0, values.length);
    return values;
  }

  /**
   * Decodes a stretch of a tensor.
   *
   * @param name the tensor
   * @param elementOffset first element to read, counted in row-major order
   * @param destination receives the elements
   * @param from index in {@code destination} of the first one
   * @param count number of elements
   */
  public void read(String name, long elementOffset, float[] destination, int from, int count) {
    SafetensorsHeader.Placed tensor = placed(name);
    TensorType type = tensor.entry().type();
    if (!type.isFloat()) {
      throw InputErrors.of(
          path.toString(),
          "tensor %s has dtype %s".formatted(name, type),
          "Only F32, F16 and BF16 are read as floats: convert the checkpoint.");
    }
    long elements = tensor.entry().shape().elementCount();
    if (elementOffset < 0 || count < 0 || elementOffset > elements - count) {
      throw new IllegalArgumentException(
          "Cannot read %d elements from %d on: tensor %s has %d"
              .formatted(count, elementOffset, name, elements));
    }
    long position = dataStart + tensor.begin() + elementOffset * type.bytes();
    int piece = BUFFER_BYTES / type.bytes();
    for (int done = 0; done < count; done += piece) {
      int now = Math.min(piece, count - done);
      ByteBuffer buffer =
          littleEndian(path, channel, position + (long) done * type.bytes(), now * type.bytes());
      FloatCodec.decode(type, buffer, destination, from + done, now);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot close " + path, e);
    }
  }

  private SafetensorsHeader.Placed placed(String name) {
    SafetensorsHeader.Placed placed = header.tensors().get(name);
    if (placed == null) {
      throw InputErrors.of(
          path.toString(),
          "there is no tensor " + name,
          "Check that the checkpoint is complete and of the architecture in config.json.");
    }
    return placed;
  }

  private static ByteBuffer littleEndian(Path path, FileChannel channel, long position, int bytes) {
    ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    try {
      while (buffer.hasRemaining()) {
        if (channel.read(buffer, position + buffer.position()) < 0) {
          throw InputErrors.of(
              path.toString(),
              "it ends at byte %d, it was cut while being read".formatted(channel.size()),
              "Copy or download the file again.");
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + path, e);
    }
    return buffer.flip();
  }

  private static void close(FileChannel channel, Exception cause) {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        cause.addSuppressed(e);
      }
    }
  }
}
