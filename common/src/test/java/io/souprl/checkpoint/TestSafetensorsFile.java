package io.souprl.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.souprl.error.InputException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TestSafetensorsFile {
  private static final String TWO_FLOATS =
      "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}";

  @TempDir Path folder;

  private Path file() {
    return folder.resolve("model.safetensors");
  }

  private void assertRefused(Path file, String message) {
    assertThatThrownBy(() -> SafetensorsFile.open(file))
        .isInstanceOf(InputException.class)
        .hasMessage(file + ": " + message);
  }

  @Test
  void readsWhatTransformersWrote() {
    Path path = GoldenCheckpoints.directory(GoldenCheckpoints.QWEN2).resolve("model.safetensors");
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      assertThat(file.metadata()).containsExactly(java.util.Map.entry("format", "pt"));
      assertThat(file.names()).hasSize(38).contains("model.norm.weight");
      assertThat(file.entry("model.embed_tokens.weight"))
          .isEqualTo(TensorEntry.float32("model.embed_tokens.weight", TensorShape.of(384, 48)));
      float[] bias = file.read("model.layers.2.self_attn.k_proj.bias");
      assertThat(bias).hasSize(16).startsWith(0.05944673f, 0.1290138f, -0.0057014786f);
      assertThat(bias[15]).isEqualTo(-0.017684383f);
    }
  }

  @Test
  void decodesBfloat16AsTheUpperHalfOfAFloat() throws IOException {
    Path path = GoldenCheckpoints.directory(GoldenCheckpoints.QWEN3).resolve("model.safetensors");
    String name = "model.norm.weight";
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
    // model.norm.weight is the file's last tensor: its 64 elements end the file.
    float[] expected = new float[64];
    for (int i = 0; i < expected.length; i++) {
      int bits = bytes.getShort(bytes.capacity() - 2 * (expected.length - i)) & 0xFFFF;
      double significand = 1 + (bits & 0x7F) / 128.0;
      expected[i] = (float) (significand * Math.pow(2, ((bits >> 7) & 0xFF) - 127));
    }
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      assertThat(file.entry(name).type()).isEqualTo(TensorType.BF16);
      assertThat(file.read(name)).startsWith(1.0859375f, 0.9453125f).containsExactly(expected);
    }
  }

  @Test
  void readsAStretchInTheMiddleOfATensor() {
    Path path = GoldenCheckpoints.directory(GoldenCheckpoints.QWEN2).resolve("model.safetensors");
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      float[] whole = file.read("model.embed_tokens.weight");
      float[] part = new float[12];
      file.read("model.embed_tokens.weight", 1001, part, 2, 9);
      for (int i = 0; i < part.length; i++) {
        assertThat(part[i]).isEqualTo(i < 2 || i > 10 ? 0 : whole[1001 + i - 2]);
      }
    }
  }

  @Test
  void readsScalarsAndEmptyTensors() {
    RawSafetensors.write(
        file(),
        "{\"empty\":{\"dtype\":\"F32\",\"shape\":[3,0],\"data_offsets\":[0,0]},"
            + "\"scalar\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]}}   ",
        RawSafetensors.floats(2.5f));
    try (SafetensorsFile file = SafetensorsFile.open(file())) {
      assertThat(file.names()).containsExactly("empty", "scalar");
      assertThat(file.read("empty")).isEmpty();
      assertThat(file.read("scalar")).containsExactly(2.5f);
    }
  }

  @Test
  void readsBeyondTwoGibibytesPiecewise() {
    long elements = (1L << 31) / 4 + 1000;
    long bytes = elements * 4 + 16;
    RawSafetensors.writeSparse(
        file(),
        "{\"large\":{\"dtype\":\"F32\",\"shape\":[%d],\"data_offsets\":[0,%d]},"
                .formatted(elements, elements * 4)
            + "\"last\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[%d,%d]}}"
                .formatted(elements * 4, bytes),
        bytes,
        -7.25f);
    Assertions.assertTimeout(
        Duration.ofSeconds(1),
        () -> {
          try (SafetensorsFile file = SafetensorsFile.open(file())) {
            float[] piece = {1, 1, 1};
            file.read("large", elements - 3, piece, 0, 3);
            assertThat(piece).containsExactly(0, 0, 0);
            assertThat(file.read("last")).containsExactly(0, 0, 0, -7.25f);
          }
        });
  }

  @Test
  void readsTheEndOfATensorLargerThanAnArray() {
    long elements = (1L << 31) + 5;
    RawSafetensors.writeSparse(
        file(),
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[%d],\"data_offsets\":[0,%d]}}"
            .formatted(elements, elements * 4),
        elements * 4,
        3.5f);
    try (SafetensorsFile file = SafetensorsFile.open(file())) {
      float[] piece = new float[2];
      file.read("w", elements - 2, piece, 0, 2);
      assertThat(piece).containsExactly(0, 3.5f);
      assertThatThrownBy(() -> file.read("w"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "Cannot read tensor w: its 2147483653 elements do not fit one array, read it in"
                  + " pieces");
    }
  }

  @Test
  void refusesToReadOutsideATensor() {
    RawSafetensors.write(file(), TWO_FLOATS, RawSafetensors.floats(1, 2));
    try (SafetensorsFile file = SafetensorsFile.open(file())) {
      assertThatThrownBy(() -> file.read("w", 1, new float[2], 0, 2))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Cannot read 2 elements from 1 on: tensor w has 2");
      assertThatThrownBy(() -> file.read("w", -1, new float[2], 0, 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Cannot read 1 elements from -1 on: tensor w has 2");
    }
  }

  @ParameterizedTest
  @CsvSource({"F64,8", "I64,8", "U8,1", "BOOL,1", "F8_E4M3,1"})
  void listsOtherTypesButRefusesToReadThemAsFloats(String type, int bytes) {
    RawSafetensors.write(
        file(),
        "{\"w\":{\"dtype\":\"%s\",\"shape\":[3],\"data_offsets\":[0,%d]}}"
            .formatted(type, 3 * bytes),
        new byte[3 * bytes]);
    try (SafetensorsFile file = SafetensorsFile.open(file())) {
      assertThat(file.entry("w").type().name()).isEqualTo(type);
      assertThatThrownBy(() -> file.read("w"))
          .isInstanceOf(InputException.class)
          .hasMessage(
              "%s: tensor w has dtype %s. Only F32, F16 and BF16 are read as floats: convert the"
                      .formatted(file(), type)
                  + " checkpoint.");
    }
  }

  @Test
  void namesATensorThatIsNotThere() {
    RawSafetensors.write(file(), TWO_FLOATS, RawSafetensors.floats(1, 2));
    try (SafetensorsFile file = SafetensorsFile.open(file())) {
      assertThatThrownBy(() -> file.read("v"))
          .isInstanceOf(InputException.class)
          .hasMessage(
              file()
                  + ": there is no tensor v. Check that the checkpoint is complete and of the"
                  + " architecture in config.json.");
    }
  }

  @Test
  void refusesAMissingFile() {
    assertRefused(file(), "there is no such file. Check the path.");
  }

  @Test
  void refusesAFileWithoutRoomForTheHeaderLength() throws IOException {
    Files.write(file(), new byte[5]);
    assertRefused(
        file(), "it has 5 bytes, too few for a safetensors file. Copy or download the file again.");
  }

  @ParameterizedTest
  @ValueSource(longs = {3, 7_000_000_000L, Long.MAX_VALUE, -1, Long.MIN_VALUE})
  void refusesAHeaderLengthThatDoesNotFitTheFile(long length) {
    RawSafetensors.write(file(), length, new byte[] {'{', '}'}, new byte[0]);
    assertRefused(
        file(),
        "the header length %s does not fit the file of 10 bytes. Check that it is a safetensors"
                .formatted(Long.toUnsignedString(length))
            + " file (not, say, a Git LFS pointer) and copy it again.");
  }

  @Test
  void refusesAHeaderOverTheFormatsLimitBeforeAllocatingIt() {
    RawSafetensors.writeSparse(file(), "", 1L << 32, 0);
    try (RandomAccessFile random = new RandomAccessFile(file().toFile(), "rw")) {
      random.writeLong(Long.reverseBytes(100_000_001));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    assertRefused(
        file(),
        "the header length 100000001 does not fit the file of 4294967304 bytes. Check that it is a"
            + " safetensors file (not, say, a Git LFS pointer) and copy it again.");
  }

  @Test
  void refusesAHeaderThatIsNoJson() {
    Path file = RawSafetensors.write(file(), "version https://git-lfs", new byte[0]);
    assertThatThrownBy(() -> SafetensorsFile.open(file))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(file + ": header: not valid JSON (Unrecognized token 'version'")
        .hasMessageEndingWith("). Check that it is a safetensors file and copy it again.");
    RawSafetensors.write(file, "[]", new byte[0]);
    assertRefused(
        file, "header: not a JSON object. Check that it is a safetensors file and copy it again.");
  }

  @Test
  void refusesAHeaderThatIsNoText() {
    // It begins like UTF-32 and goes on with no character of it.
    byte[] header = {0, 0, 0, '{', 0x7f, 0x7f, 0x7f, 0x7f};
    RawSafetensors.write(file(), header.length, header, new byte[0]);
    assertThatThrownBy(() -> SafetensorsFile.open(file()))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(file() + ": header: not valid JSON (")
        .hasMessageContaining("UTF-32")
        .hasMessageEndingWith("). Check that it is a safetensors file and copy it again.");
  }

  @Test
  void refusesATensorThatIsDeclaredTwice() {
    String tensor = TWO_FLOATS.substring(1, TWO_FLOATS.length() - 1);
    Path file = RawSafetensors.write(file(), "{%s,%s}".formatted(tensor, tensor), new byte[8]);
    assertRefused(
        file,
        "header: not valid JSON (Duplicate field 'w'). Check that it is a safetensors file and copy"
            + " it again.");
  }

  @Test
  void refusesATruncatedFile() {
    RawSafetensors.write(file(), TWO_FLOATS, new byte[7]);
    assertRefused(
        file(),
        "the header describes 8 bytes of data and the file has 7: it is truncated. Copy or download"
            + " the file again.");
  }

  @Test
  void refusesBytesBehindTheLastTensor() {
    RawSafetensors.write(file(), TWO_FLOATS, new byte[9]);
    assertRefused(
        file(),
        "the header describes 8 bytes of data and the file has 9. Copy or download the file again.");
  }

  @Test
  void noticesAFileThatIsCutWhileItIsOpen() throws IOException {
    RawSafetensors.write(file(), TWO_FLOATS, RawSafetensors.floats(1, 2));
    try (SafetensorsFile file = SafetensorsFile.open(file());
        RandomAccessFile random = new RandomAccessFile(file().toFile(), "rw")) {
      random.setLength(random.length() - 2);
      assertThatThrownBy(() -> file.read("w"))
          .isInstanceOf(InputException.class)
          .hasMessage(
              "%s: it ends at byte %d, it was cut while being read. Copy or download the file again."
                  .formatted(file(), random.length()));
    }
  }

  @Test
  void reportsEveryBadTensorAtOnce() {
    RawSafetensors.write(
        file(),
        "{\"a\":{\"dtype\":\"F4\",\"shape\":[2],\"data_offsets\":[0,1]},"
            + "\"b\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]},"
            + "\"c\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8,9]},"
            + "\"d\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[8,16]},"
            + "\"e\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,0]},"
            + "\"f\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}}",
        new byte[16]);
    String again = " Copy or download the file again.";
    assertThatThrownBy(() -> SafetensorsFile.open(file()))
        .isInstanceOfSatisfying(
            InputException.class,
            e ->
                assertThat(e.problems())
                    .containsExactly(
                        file()
                            + ": tensor a has the unknown dtype \"F4\". Known: F32, F16, BF16, F64,"
                            + " I64, I32, I16, I8, U64, U32, U16, U8, BOOL, F8_E4M3, F8_E5M2.",
                        file()
                            + ": tensor b has shape [-2] and data_offsets [0,8], which are not lists"
                            + " of sizes."
                            + again,
                        file()
                            + ": tensor c has shape [2] and data_offsets [0,8,9], which are not"
                            + " lists of sizes."
                            + again,
                        file()
                            + ": tensor d of type F32 and shape [2, 3] needs 24 bytes but"
                            + " data_offsets [8, 16] hold 8."
                            + again,
                        file()
                            + ": tensor e has shape [4294967296, 4294967296], more bytes than a file"
                            + " can hold."
                            + again,
                        file()
                            + ": tensor f of type F32 and shape [2] needs 8 bytes but data_offsets"
                            + " [8, 0] hold -8."
                            + again));
  }

  @ParameterizedTest
  @CsvSource({
    "4, 12, 'begins at byte 4 of the data where byte 8 is due (it overlaps the tensor before it)'",
    "12, 20, 'begins at byte 12 of the data where byte 8 is due (a hole)'"
  })
  void refusesOverlapsAndHoles(int begin, int end, String problem) {
    RawSafetensors.write(
        file(),
        TWO_FLOATS.substring(0, TWO_FLOATS.length() - 1)
            + ",\"v\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[%d,%d]}}"
                .formatted(begin, end),
        new byte[end]);
    assertRefused(file(), "tensor v " + problem + ". Copy or download the file again.");
  }

  @Test
  void acceptsTensorsInAnyOrderOfTheHeader() {
    RawSafetensors.write(
        file(),
        "{\"z\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]},"
            + "\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
        RawSafetensors.floats(1, 2));
    try (SafetensorsFile file = SafetensorsFile.open(file())) {
      assertThat(file.read("z")).containsExactly(2);
      assertThat(file.read("a")).containsExactly(1);
    }
  }

  @Test
  void ignoresWhatTheMetadataSays() {
    RawSafetensors.write(
        file(),
        "{\"__metadata__\":{\"w\":\"x\"}," + TWO_FLOATS.substring(1),
        "abcdefgh".getBytes(StandardCharsets.UTF_8));
    try (SafetensorsFile file = SafetensorsFile.open(file())) {
      assertThat(file.names()).containsExactly("w");
      assertThat(file.metadata()).containsEntry("w", "x");
    }
  }
}
