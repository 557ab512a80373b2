package io.souprl.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.souprl.random.CounterRandom;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A sound safetensors file with one to three things changed; the same index, the same changes. */
final class MutatedSafetensors {
  private static final List<String> TYPES =
      List.of("F32", "F16", "BF16", "F64", "I64", "U8", "BOOL", "F4", "f32", "");
  private static final List<Object> SIZES =
      List.of(
          0L,
          1L,
          2L,
          4L,
          8L,
          24L,
          60L,
          61L,
          -1L,
          1L << 31,
          1L << 32,
          1L << 61,
          Long.MAX_VALUE,
          Long.MIN_VALUE,
          BigInteger.TWO.pow(64),
          BigInteger.TEN.pow(300),
          2.5,
          1e300,
          "8",
          "x");
  private static final List<Long> LENGTHS =
      List.of(
          0L,
          1L,
          2L,
          8L,
          100_000_000L,
          100_000_001L,
          1L << 31,
          1L << 32,
          Long.MAX_VALUE,
          Long.MIN_VALUE,
          -1L);
  private static final List<Charset> CHARSETS =
      List.of(
          StandardCharsets.UTF_16LE,
          StandardCharsets.UTF_16BE,
          StandardCharsets.UTF_16,
          Charset.forName("UTF-32BE"),
          Charset.forName("UTF-32LE"));

  private final CounterRandom random;
  private long draws;
  private String json = sound();
  private byte[] data = new byte[60];
  private byte[] header;
  private long lengthChange;
  private Long length;

  private MutatedSafetensors(int index) {
    this.random = CounterRandom.of("safetensors-fuzz", 11, index);
    for (int i = 0; i < data.length; i++) {
      data[i] = (byte) i;
    }
  }

  /** The bytes of a file. */
  static byte[] bytes(int index) {
    return new MutatedSafetensors(index).mutate();
  }

  private static String sound() {
    return "{\"__metadata__\":{\"format\":\"pt\"},"
        + "\"a\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[0,24]},"
        + "\"b\":{\"dtype\":\"BF16\",\"shape\":[4],\"data_offsets\":[24,32]},"
        + "\"c\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[32,36]},"
        + "\"d\":{\"dtype\":\"F16\",\"shape\":[3,0,2],\"data_offsets\":[36,36]},"
        + "\"e\":{\"dtype\":\"I64\",\"shape\":[1,3],\"data_offsets\":[36,60]}}  ";
  }

  private byte[] mutate() {
    for (int edits = 1 + below(2); edits > 0 && below(8) > 0; edits--) {
      editJson();
    }
    header = json.getBytes(below(40) == 0 ? pick(CHARSETS) : StandardCharsets.UTF_8);
    for (int edits = below(3); edits > 0; edits--) {
      editBytes();
    }
    ByteBuffer file =
        ByteBuffer.allocate(8 + header.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
    file.putLong(length == null ? header.length + lengthChange : length).put(header).put(data);
    int size = below(12) == 0 ? below(file.capacity() + 1) : file.capacity();
    return Arrays.copyOf(file.array(), size);
  }

  private void editJson() {
    ObjectNode root = JsonFiles.parse(json.getBytes(StandardCharsets.UTF_8), "fuzz", "");
    List<String> names = new ArrayList<>();
    root.fieldNames().forEachRemaining(names::add);
    String name = pick(names);
    if (!(root.get(name) instanceof ObjectNode tensor)) {
      return;
    }
    switch (below(9)) {
      case 0 -> tensor.put("dtype", pick(TYPES));
      case 1 -> setSize(tensor, "shape");
      case 2 -> setSize(tensor, "data_offsets");
      case 3 -> tensor.putArray(below(2) == 0 ? "shape" : "data_offsets").addPOJO(size());
      case 4 -> tensor.set(pick(List.of("dtype", "shape", "data_offsets")), value());
      case 5 -> tensor.remove(pick(List.of("dtype", "shape", "data_offsets")));
      case 6 -> root.set(name, value());
      case 7 -> root.remove(name);
      default -> root.set("copy of " + name, tensor);
    }
    json = new String(JsonFiles.bytes(root), StandardCharsets.UTF_8);
  }

  private void setSize(ObjectNode tensor, String key) {
    if (tensor.get(key) instanceof ArrayNode sizes && !sizes.isEmpty()) {
      sizes.remove(below(sizes.size()));
      sizes.insertPOJO(below(sizes.size() + 1), size());
      if (below(3) == 0) {
        sizes.addPOJO(size());
      }
    }
  }

  private void editBytes() {
    int at = header.length == 0 ? 0 : below(header.length);
    switch (below(8)) {
      case 0, 1 -> {
        if (header.length > 0) {
          header[at] ^= (byte) (1 << below(8));
        }
      }
      case 2 -> header = splice(at, at + below(header.length - at + 1), new byte[0]);
      case 3 -> header = splice(at, at, Arrays.copyOf(header, below(header.length + 1)));
      case 4 ->
          header = splice(at, at, "[".repeat(1 + below(3000)).getBytes(StandardCharsets.UTF_8));
      case 5 -> data = Arrays.copyOf(data, below(2 * data.length + 1));
      case 6 -> lengthChange = below(17) - 8L;
      default -> length = pick(LENGTHS);
    }
  }

  private byte[] splice(int from, int to, byte[] middle) {
    ByteBuffer spliced = ByteBuffer.allocate(header.length - (to - from) + middle.length);
    return spliced.put(header, 0, from).put(middle).put(header, to, header.length - to).array();
  }

  private Object size() {
    return pick(SIZES);
  }

  private JsonNode value() {
    ObjectNode holder = JsonFiles.object();
    switch (below(5)) {
      case 0 -> holder.putNull("v");
      case 1 -> holder.putObject("v").put("shape", 3);
      case 2 -> holder.putArray("v").addArray().addPOJO(size());
      case 3 -> holder.put("v", true);
      default -> holder.putPOJO("v", size());
    }
    return holder.get("v");
  }

  private <T> T pick(List<T> choices) {
    return choices.get(below(choices.size()));
  }

  private int below(int bound) {
    return random.below(bound, draws++);
  }
}
