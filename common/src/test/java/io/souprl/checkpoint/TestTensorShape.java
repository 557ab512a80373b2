package io.souprl.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TestTensorShape {
  @Test
  void countsElements() {
    assertThat(TensorShape.of(3, 4).elementCount()).isEqualTo(12);
    assertThat(TensorShape.of().elementCount()).isEqualTo(1);
    assertThat(TensorShape.of(5, 0).elementCount()).isZero();
    assertThat(TensorShape.of(1L << 40, 1L << 20).elementCount()).isEqualTo(1L << 60);
    assertThat(new TensorEntry("w", TensorType.BF16, TensorShape.of(3)).byteSize()).isEqualTo(6);
  }

  @Test
  void refusesShapesThatCannotBe() {
    assertThatThrownBy(() -> TensorShape.of(2, -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot have a negative dimension: [2, -1]");
    assertThatThrownBy(() -> TensorShape.of(1L << 40, 1L << 40))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot count the elements of [1099511627776, 1099511627776]");
    assertThatThrownBy(() -> TensorEntry.float32("w", TensorShape.of(1L << 62)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot count the bytes of F32 tensor w of shape [4611686018427387904]");
  }
}
