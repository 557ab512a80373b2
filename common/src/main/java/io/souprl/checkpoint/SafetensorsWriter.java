package io.souprl.checkpoint;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.souprl.error.InputErrors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Writes a safetensors file without ever holding a whole tensor: names, types and shapes are
 * declared first, then the elements are appended in that order, in pieces of any size. The same
 * declarations and elements give the same bytes.
 *
 * <p>{@link #close()} checks that every declared tensor is complete and flushes the file to the
 * disk; when something is missing or failed, the partial file is deleted.
 */
public final class SafetensorsWriter implements AutoCloseable {
  private static final int ALIGNMENT = 8;
  private static final int BUFFER_BYTES = 1 << 18;

  private final Path path;
  private final List<TensorEntry> tensors;
  private final FileChannel channel;
  private final ByteBuffer buffer =
      ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
  private int current;
  private long written;
  private boolean failed;
  private boolean closed;

  private SafetensorsWriter(Path path, List<TensorEntry> tensors, FileChannel channel) {
    this.path = path;
    this.tensors = tensors;
    this.channel = channel;
  }

  /** A new file with the metadata that transformers expects, {@code {"format": "pt"}}. */
  public static SafetensorsWriter create(Path path, List<TensorEntry> tensors) {
    return create(path, tensors, Map.of());
  }

  /**
   * A new file.
   *
   * @param path where; the file must not exist yet, its directory must
   * @param tensors the tensors, in the order in which they will be appended; F32, F16 or BF16, a
   *     wider type before a narrower one so that all are aligned
   * @param metadata further metadata, written sorted by key
   */
  public static SafetensorsWriter create(
      Path path, List<TensorEntry> tensors, Map<String, String> metadata) {
    byte[] header = header(tensors, metadata);
    FileChannel channel;
    try {
      channel = FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
    } catch (FileAlreadyExistsException e) {
      throw InputErrors.of(
          path.toString(), "the file exists already", "Delete it or choose another path.", e);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + path, e);
    }
    SafetensorsWriter writer = new SafetensorsWriter(path, List.copyOf(tensors), channel);
    ByteBuffer start =
        ByteBuffer.allocate(SafetensorsHeader.LENGTH_BYTES + header.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(header.length)
            .put(header);
    writer.writeOut(start);
    return writer;
  }

  /** Appends all of {@code values}. */
  public void append(String name, float[] values) {
    append(name, values, 0, values.length);
  }

  /**
   * Appends the next elements of a tensor, row-major, rounded to its type.
   *
   * @param name the tensor: the one begun, or the next declared when that is complete
   * @param values holds the elements
   * @param from index of the first one
   * @param count number of elements
   */
  public void append(String name, float[] values, int from, int count) {
    skipComplete();
    TensorEntry tensor = current < tensors.size() ? tensors.get(current) : null;
    if (tensor == null || !tensor.name().equals(name)) {
      if (count == 0) {
        return;
      }
      throw new IllegalStateException(
          "Cannot append to tensor %s of %s: %s is next"
              .formatted(name, path, tensor == null ? "no tensor" : tensor.name()));
    }
    if (count > tensor.shape().elementCount() - written) {
      throw new IllegalStateException(
          "Cannot append %d elements to tensor %s of %s: it has %d of %d already"
              .formatted(count, name, path, written, tensor.shape().elementCount()));
    }
    int piece = BUFFER_BYTES / tensor.type().bytes();
    for (int done = 0; done < count; done += piece) {
      int now = Math.min(piece, count - done);
      buffer.clear();
      FloatCodec.encode(tensor.type(), values, from + done, now, buffer);
      writeOut(buffer);
    }
    written += count;
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    skipComplete();
    boolean complete = !failed && current == tensors.size();
    try (channel) {
      if (complete) {
        channel.force(true);
      }
    } catch (IOException e) {
      deletePartial();
      throw new UncheckedIOException("Cannot write " + path, e);
    }
    if (!complete) {
      deletePartial();
      if (!failed) {
        throw new IllegalStateException(
            "Cannot finish %s: tensor %s has %d of %d elements"
                .formatted(
                    path,
                    tensors.get(current).name(),
                    written,
                    tensors.get(current).shape().elementCount()));
      }
    }
  }

  /** Moves to the first tensor that lacks elements; empty tensors never do. */
  private void skipComplete() {
    while (current < tensors.size() && written == tensors.get(current).shape().elementCount()) {
      current++;
      written = 0;
    }
  }

  private void writeOut(ByteBuffer bytes) {
    bytes.flip();
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      failed = true;
      close();
      throw new UncheckedIOException("Cannot write " + path, e);
    }
  }

  private void deletePartial() {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot delete the partial file " + path, e);
    }
  }

  private static byte[] header(List<TensorEntry> tensors, Map<String, String> metadata) {
    ObjectNode root = JsonFiles.object();
    Map<String, String> sorted = new TreeMap<>(metadata);
    sorted.put("format", "pt");
    sorted.forEach(root.putObject(SafetensorsHeader.METADATA_KEY)::put);
    long offset = 0;
    Set<String> names = new HashSet<>(Set.of(SafetensorsHeader.METADATA_KEY));
    for (TensorEntry tensor : tensors) {
      if (!names.add(tensor.name()) || !tensor.type().isFloat()) {
        throw new IllegalArgumentException(
            "Cannot declare %s: the name is taken or the type is not F32, F16 or BF16"
                .formatted(tensor));
      }
      if (offset % tensor.type().bytes() != 0) {
        throw new IllegalArgumentException(
            "Cannot declare %s here: declare wider types first, so that it is aligned"
                .formatted(tensor));
      }
      ObjectNode node = root.putObject(tensor.name()).put("dtype", tensor.type().name());
      ArrayNode shape = node.putArray("shape");
      tensor.shape().dimensions().forEach(shape::add);
      node.putArray("data_offsets").add(offset).add(offset + tensor.byteSize());
      offset += tensor.byteSize();
    }
    byte[] json = JsonFiles.bytes(root);
    int padded = (json.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    byte[] header = Arrays.copyOf(json, padded);
    Arrays.fill(header, json.length, padded, (byte) ' ');
    return header;
  }
}
