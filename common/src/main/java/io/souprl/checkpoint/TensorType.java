package io.souprl.checkpoint;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Element types of the safetensors format, by the names its headers use. F32, F16 and BF16 can be
 * read as floats and written; the others are listed so that files that hold them open.
 */
public enum TensorType {
  F32(4),
  F16(2),
  BF16(2),
  F64(8),
  I64(8),
  I32(4),
  I16(2),
  I8(1),
  U64(8),
  U32(4),
  U16(2),
  U8(1),
  BOOL(1),
  F8_E4M3(1),
  F8_E5M2(1);

  private final int bytes;

  TensorType(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes of one element. */
  public int bytes() {
    return bytes;
  }

  /** Whether every value of this type is read into, and written from, a float. */
  public boolean isFloat() {
    return this == F32 || this == F16 || this == BF16;
  }

  static Optional<TensorType> named(String name) {
    return Arrays.stream(values()).filter(type -> type.name().equals(name)).findFirst();
  }

  static String allNames() {
    return Arrays.stream(values()).map(TensorType::name).collect(Collectors.joining(", "));
  }
}
