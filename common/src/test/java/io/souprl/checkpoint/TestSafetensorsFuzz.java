package io.souprl.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.management.ThreadMXBean;
import io.souprl.error.InputException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a file holds: it is read as it says, or refused with its name. */
class TestSafetensorsFuzz {
  private static final int FILES = 10_000;

  /** For class loading and the wording of a refusal. The sizes declared go up to 2^63. */
  private static final long SLACK_BYTES = 512 << 10;

  /** Parsed JSON for a byte of header at most. */
  private static final long BYTES_PER_BYTE = 64;

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  @Test
  void readsOrRefusesEveryMutatedFile() throws IOException {
    Path path = folder.resolve("mutated.safetensors");
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    int read = 0;
    try (FileChannel channel =
        FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (int index = 0; index < FILES; index++) {
        byte[] bytes = MutatedSafetensors.bytes(index);
        channel.truncate(bytes.length).write(ByteBuffer.wrap(bytes), 0);
        long before = threads.getThreadAllocatedBytes(thread);
        InputException refusal = readAll(path, index);
        long allocated = threads.getThreadAllocatedBytes(thread) - before;
        if (index > 0) { // the first one loads the classes
          assertThat(allocated)
              .as("bytes allocated for file %d of %d bytes", index, bytes.length)
              .isLessThan(SLACK_BYTES + BYTES_PER_BYTE * bytes.length);
        }
        if (refusal == null) {
          read++;
          requireConsistent(path, bytes, index);
        } else {
          assertThat(refusal.problems())
              .isNotEmpty()
              .allSatisfy(problem -> assertThat(problem).startsWith(path + ": "));
        }
      }
    }
    assertThat(read).isBetween(FILES / 20, FILES / 2);
  }

  /** The refusal, or null when all could be read; anything else that is thrown ends the test. */
  private static InputException readAll(Path path, int index) {
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      for (String name : file.names()) {
        if (file.entry(name).type().isFloat()) {
          file.read(name);
        }
      }
      return null;
    } catch (InputException e) {
      return e;
    } catch (RuntimeException | StackOverflowError e) {
      throw new AssertionError("file " + index, e);
    }
  }

  /** The tensors cover the bytes behind the header, each where the header says. */
  private static void requireConsistent(Path path, byte[] bytes, int index) throws IOException {
    ByteBuffer raw = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int dataStart = Math.toIntExact(8 + raw.getLong(0));
    JsonNode header = JSON.readTree(Arrays.copyOfRange(bytes, 8, dataStart));
    boolean[] covered = new boolean[bytes.length - dataStart];
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      for (String name : file.names()) {
        TensorEntry entry = file.entry(name);
        JsonNode written = header.path(name);
        assertThat(entry.type().name()).isEqualTo(written.path("dtype").asText());
        assertThat(entry.shape().dimensions()).hasSize(written.path("shape").size());
        int begin = written.path("data_offsets").path(0).asInt();
        for (int at = begin; at < begin + entry.byteSize(); at++) {
          assertThat(covered[at]).as("byte %d of file %d", at, index).isFalse();
          covered[at] = true;
        }
        if (entry.type() == TensorType.F32) {
          float[] values = file.read(name);
          assertThat(values).hasSize((int) entry.shape().elementCount());
          for (int i = 0; i < values.length; i++) {
            assertThat(Float.floatToRawIntBits(values[i]))
                .isEqualTo(raw.getInt(dataStart + begin + Float.BYTES * i));
          }
        }
      }
    }
    assertThat(covered).as("file %d", index).doesNotContain(false);
  }
}
