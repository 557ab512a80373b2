package io.souprl.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.souprl.checkpoint.Architecture;
import io.souprl.checkpoint.ModelConfig;
import io.souprl.checkpoint.RopeScaling;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/** Rotations as turns of complex numbers, in double precision: (low + i high) e^(i p f). */
class TestRotaryEmbedding {
  private static final int DIMENSION = 16;
  private static final int POSITIONS = 512;
  private static final double THETA = 10_000;

  @Test
  void turnsEveryPairByItsFrequencyTimesThePosition() {
    assertTurns(RopeScaling.NONE, frequency -> frequency);
  }

  @Test
  void turnsMoreSlowlyWithLinearScaling() {
    assertTurns(new RopeScaling.Linear(4), frequency -> frequency / 4);
  }

  @Test
  void turnsLongWavesMoreSlowlyWithLlama3Scaling() {
    assertTurns(
        new RopeScaling.Llama3(8, 1, 4, 64),
        frequency -> {
          double turns = 64 * frequency / (2 * Math.PI);
          double share = Math.min(1, Math.max(0, (turns - 1) / 3));
          return frequency * (share + (1 - share) / 8);
        });
  }

  private static void assertTurns(RopeScaling scaling, DoubleUnaryOperator scale) {
    long[] positions = {0, 1, 7, 100, POSITIONS - 1};
    float[] values = new float[positions.length * DIMENSION];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.sin(1 + i);
    }
    float[] turned;
    try (NDManager manager = Torch.newManager()) {
      NDArray x = manager.create(values, new Shape(1, 1, positions.length, DIMENSION));
      NDArray at = manager.create(positions, new Shape(1, positions.length));
      turned =
          RotaryEmbedding.of(manager, config(scaling), ComputeType.FLOAT32)
              .at(at)
              .apply(x)
              .toFloatArray();
    }
    int half = DIMENSION / 2;
    for (int row = 0; row < positions.length; row++) {
      for (int i = 0; i < half; i++) {
        double angle = positions[row] * scale.applyAsDouble(Math.pow(THETA, -2.0 * i / DIMENSION));
        int low = row * DIMENSION + i;
        int high = low + half;
        assertThat((double) turned[low])
            .isCloseTo(
                values[low] * Math.cos(angle) - values[high] * Math.sin(angle), within(1e-4));
        assertThat((double) turned[high])
            .isCloseTo(
                values[low] * Math.sin(angle) + values[high] * Math.cos(angle), within(1e-4));
      }
    }
  }

  private static ModelConfig config(RopeScaling scaling) {
    return new ModelConfig(
        Architecture.LLAMA,
        8,
        32,
        1,
        2,
        1,
        DIMENSION,
        8,
        POSITIONS,
        1e-6,
        THETA,
        scaling,
        false,
        true,
        List.of(),
        OptionalInt.empty(),
        OptionalInt.empty());
  }
}
