package io.souprl.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.souprl.error.InputException;
import io.souprl.random.CounterRandom;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestSafetensorsWriter {
  private static final List<TensorEntry> TWO_TENSORS =
      List.of(
          TensorEntry.float32("b", TensorShape.of(2, 2)),
          TensorEntry.float32("a", TensorShape.of()));

  @TempDir Path folder;

  private Path file() {
    return folder.resolve("model.safetensors");
  }

  /** Random bits, so that NaNs with payloads, subnormals and infinities occur. */
  private static float[] randomBits(long seed, String name, int count) {
    CounterRandom random = CounterRandom.of("test-tensor", seed, name);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = Float.intBitsToFloat((int) random.bits(i));
    }
    return values;
  }

  private static Path temporaryFile() {
    try {
      Path file = Files.createTempFile("souprl", ".safetensors");
      Files.delete(file);
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Property(tries = 50)
  void readsBackEveryBitOfFloat32InAnyPieces(
      @ForAll @Size(max = 5) List<@IntRange(max = 40) Integer> rows,
      @ForAll @IntRange(min = 1, max = 5) int columns,
      @ForAll @IntRange(min = 1, max = 17) int piece,
      @ForAll long seed) {
    List<TensorEntry> tensors = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      tensors.add(TensorEntry.float32("tensor." + i, TensorShape.of(rows.get(i), columns)));
    }
    Path path = temporaryFile();
    try (SafetensorsWriter writer = SafetensorsWriter.create(path, tensors)) {
      for (TensorEntry tensor : tensors) {
        int count = (int) tensor.shape().elementCount();
        float[] values = randomBits(seed, tensor.name(), count);
        for (int from = 0; from < count; from += piece) {
          writer.append(tensor.name(), values, from, Math.min(piece, count - from));
        }
      }
    }
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      assertThat(file.names())
          .containsExactlyElementsOf(tensors.stream().map(TensorEntry::name).toList());
      for (TensorEntry tensor : tensors) {
        assertThat(file.entry(tensor.name())).isEqualTo(tensor);
        float[] read = file.read(tensor.name());
        float[] expected = randomBits(seed, tensor.name(), read.length);
        for (int i = 0; i < read.length; i++) {
          assertThat(Float.floatToRawIntBits(read[i]))
              .isEqualTo(Float.floatToRawIntBits(expected[i]));
        }
      }
    }
    delete(path);
  }

  @Property(tries = 20)
  void readsBackNarrowTypesRounded(
      @ForAll @Size(min = 1, max = 60) List<Float> values, @ForAll long seed) {
    float[] array = new float[values.size()];
    for (int i = 0; i < array.length; i++) {
      array[i] = values.get(i);
    }
    TensorShape shape = TensorShape.of(array.length);
    Path path = temporaryFile();
    try (SafetensorsWriter writer =
        SafetensorsWriter.create(
            path,
            List.of(
                new TensorEntry("half", TensorType.F16, shape),
                new TensorEntry("brain", TensorType.BF16, shape)))) {
      writer.append("half", array);
      writer.append("brain", array);
    }
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      float[] half = file.read("half");
      float[] brain = file.read("brain");
      for (int i = 0; i < array.length; i++) {
        assertThat(half[i]).isEqualTo(FloatCodec.fromFloat16(FloatCodec.toFloat16(array[i])));
        assertThat(brain[i]).isEqualTo(FloatCodec.fromBfloat16(FloatCodec.toBfloat16(array[i])));
      }
    }
    delete(path);
  }

  @Test
  void writesTheBytesOfTheFormat() throws IOException {
    try (SafetensorsWriter writer = SafetensorsWriter.create(file(), TWO_TENSORS)) {
      writer.append("b", new float[] {1, 2, 3, 4});
      writer.append("a", new float[] {5});
    }
    String json =
        "{\"__metadata__\":{\"format\":\"pt\"},"
            + "\"b\":{\"dtype\":\"F32\",\"shape\":[2,2],\"data_offsets\":[0,16]},"
            + "\"a\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[16,20]}}";
    int padded = (json.length() + 7) / 8 * 8;
    assertThat(padded).isGreaterThan(json.length());
    Path expected = folder.resolve("expected.safetensors");
    RawSafetensors.write(
        expected, json + " ".repeat(padded - json.length()), RawSafetensors.floats(1, 2, 3, 4, 5));
    assertThat(file()).hasSameBinaryContentAs(expected);
  }

  @Test
  void writesAGoldenFileAgainToTheSameBytes() {
    Path golden = GoldenCheckpoints.directory(GoldenCheckpoints.QWEN2).resolve("model.safetensors");
    try (SafetensorsFile source = SafetensorsFile.open(golden);
        SafetensorsWriter writer =
            SafetensorsWriter.create(file(), source.names().stream().map(source::entry).toList())) {
      source.names().forEach(name -> writer.append(name, source.read(name)));
    }
    assertThat(file()).hasSameBinaryContentAs(golden);
  }

  @Test
  void writesATensorLargerThanItsBuffer() {
    int count = 200_001;
    float[] values = randomBits(1, "large", count);
    TensorShape shape = TensorShape.of(count);
    try (SafetensorsWriter writer =
        SafetensorsWriter.create(file(), List.of(TensorEntry.float32("large", shape)))) {
      writer.append("large", values);
    }
    try (SafetensorsFile file = SafetensorsFile.open(file())) {
      assertThat(file.read("large")).isEqualTo(values);
    }
  }

  @Test
  void keepsMetadataSortedByKey() throws IOException {
    SafetensorsWriter.create(file(), List.of(), Map.of("step", "12", "a", "b")).close();
    assertThat(Files.readString(file(), StandardCharsets.UTF_8).substring(8))
        .startsWith("{\"__metadata__\":{\"a\":\"b\",\"format\":\"pt\",\"step\":\"12\"}}");
    try (SafetensorsFile file = SafetensorsFile.open(file())) {
      assertThat(file.metadata()).containsEntry("step", "12");
    }
  }

  @Test
  void deletesAnIncompleteFileAndNamesTheTensor() {
    SafetensorsWriter writer = SafetensorsWriter.create(file(), TWO_TENSORS);
    writer.append("b", new float[] {1, 2, 3});
    assertThat(file()).exists();
    assertThatThrownBy(writer::close)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Cannot finish " + file() + ": tensor b has 3 of 4 elements");
    assertThat(file()).doesNotExist();
    writer.close();
  }

  @Test
  void namesATensorThatWasNeverBegun() {
    SafetensorsWriter writer = SafetensorsWriter.create(file(), TWO_TENSORS);
    writer.append("b", new float[4]);
    assertThatThrownBy(writer::close)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Cannot finish " + file() + ": tensor a has 0 of 1 elements");
    assertThat(file()).doesNotExist();
  }

  @Test
  void refusesElementsOutOfTurn() {
    assertThatThrownBy(
            () -> {
              try (SafetensorsWriter writer = SafetensorsWriter.create(file(), TWO_TENSORS)) {
                writer.append("a", new float[1]);
              }
            })
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Cannot append to tensor a of " + file() + ": b is next");
    assertThat(file()).doesNotExist();
  }

  @Test
  void refusesMoreElementsThanDeclared() {
    try (SafetensorsWriter writer = SafetensorsWriter.create(file(), TWO_TENSORS)) {
      writer.append("b", new float[3]);
      assertThatThrownBy(() -> writer.append("b", new float[2]))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "Cannot append 2 elements to tensor b of " + file() + ": it has 3 of 4 already");
      writer.append("b", new float[1]);
      writer.append("a", new float[1]);
      assertThatThrownBy(() -> writer.append("a", new float[1]))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("Cannot append to tensor a of " + file() + ": no tensor is next");
    }
    assertThat(file()).exists();
  }

  @Test
  void refusesDeclarationsThatNoFileCanHold() throws IOException {
    TensorEntry narrow = new TensorEntry("n", TensorType.BF16, TensorShape.of(1));
    TensorEntry wide = TensorEntry.float32("w", TensorShape.of(1));
    assertThatThrownBy(() -> SafetensorsWriter.create(file(), List.of(narrow, wide)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot declare TensorEntry[name=w, type=F32, shape=[1]] here: declare wider types"
                + " first, so that it is aligned");
    assertThatThrownBy(() -> SafetensorsWriter.create(file(), List.of(wide, wide)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot declare TensorEntry[name=w, type=F32, shape=[1]]: the name is taken or the type"
                + " is not F32, F16 or BF16");
    TensorEntry whole = new TensorEntry("i", TensorType.I64, TensorShape.of(1));
    assertThatThrownBy(() -> SafetensorsWriter.create(file(), List.of(whole)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Cannot declare TensorEntry[name=i, type=I64");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void leavesAnExistingFileAlone() throws IOException {
    Files.writeString(file(), "mine");
    assertThatThrownBy(() -> SafetensorsWriter.create(file(), TWO_TENSORS))
        .isInstanceOf(InputException.class)
        .hasMessage(file() + ": the file exists already. Delete it or choose another path.");
    assertThat(file()).hasContent("mine");
  }

  @Test
  void deletesThePartialFileWhenAWriteFails() {
    SafetensorsWriter writer = SafetensorsWriter.create(file(), TWO_TENSORS);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> writer.append("b", new float[4]))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage("Cannot write " + file());
    assertThat(Thread.interrupted()).isTrue();
    assertThat(file()).doesNotExist();
    writer.close();
  }
}
