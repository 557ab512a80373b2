package io.souprl.model;

import io.souprl.checkpoint.CheckpointDirectory;
import io.souprl.checkpoint.WeightType;
import io.souprl.error.InputErrors;
import io.souprl.model.Parameter.Part;
import java.nio.file.Path;

/** Exact float32 weights beside the rounded ones that a checkpoint stores. */
final class MasterWeights {
  private static final int PIECE_ELEMENTS = 1 << 16;

  private MasterWeights() {}

  /**
   * Overwrites stored weights with the exact ones, which must round to them: else the file is of
   * another checkpoint.
   *
   * @param weights the values of {@code stored}
   */
  static void restore(PolicyWeights weights, CheckpointDirectory stored, OptimizerFile file) {
    float[] piece = new float[PIECE_ELEMENTS];
    for (int i = 0; i < weights.values().length; i++) {
      float[] values = weights.values()[i];
      int at = 0;
      for (Part part : weights.layout().parameters().get(i).parts()) {
        WeightType type = WeightType.of(stored.entry(part.tensor()).type()).orElseThrow();
        for (int offset = 0; offset < part.size(); offset += piece.length) {
          int count = Math.min(piece.length, part.size() - offset);
          file.readMaster(part, offset, piece, count);
          for (int j = 0; j < count; j++) {
            if (type.rounded(piece[j]) != values[at + j]) {
              throw file.foreign(part, offset + j, piece[j], values[at + j]);
            }
          }
          System.arraycopy(piece, 0, values, at, count);
          at += count;
        }
      }
    }
  }

  /** Refuses weights that are finite and would not be once they are rounded to the type. */
  static void requireFits(PolicyWeights weights, WeightType type, Path directory) {
    for (int i = 0; i < weights.values().length; i++) {
      float[] values = weights.values()[i];
      int at = 0;
      for (Part part : weights.layout().parameters().get(i).parts()) {
        for (int j = 0; j < part.size(); j++) {
          float value = values[at + j];
          if (Float.isFinite(value) && !Float.isFinite(type.rounded(value))) {
            throw InputErrors.of(
                directory.toString(),
                "tensor %s is %s at index %d, which %s cannot hold"
                    .formatted(part.tensor(), value, j, type.dtype()),
                "Set training.save-dtype to float32.");
          }
        }
        at += part.size();
      }
    }
  }
}
