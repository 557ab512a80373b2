package io.souprl.checkpoint;

import io.souprl.error.InputErrors;
import io.souprl.error.InputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Checks a checkpoint's weights against what its architecture needs, before any work is done with
 * them: every tensor is there, has its shape and a readable type, and all values are finite. The
 * whole file is read once, in pieces.
 */
public final class WeightCheck {
  private static final int PIECE_ELEMENTS = 1 << 16;

  private WeightCheck() {}

  /**
   * Checks all weights.
   *
   * @param checkpoint the weights
   * @param expected shapes of the tensors that the architecture needs, by name
   * @return names of tensors that nothing needs and that do no harm: rotary frequency buffers of
   *     old versions ({@code *.rotary_emb.inv_freq}), and {@code lm_head.weight} where the
   *     embedding is the output projection, which is to say where it is not expected
   * @throws InputException naming every missing, misshapen, unreadable, non-finite or unknown
   *     tensor
   */
  public static List<String> check(
      CheckpointDirectory checkpoint, Map<String, TensorShape> expected) {
    List<String> problems = new ArrayList<>();
    expected.forEach(
        (name, shape) ->
            problem(checkpoint, name, shape)
                .ifPresent(
                    problem ->
                        problems.add(
                            "%s: tensor %s %s".formatted(checkpoint.path(), name, problem))));
    List<String> harmless = new ArrayList<>();
    for (String name : checkpoint.names()) {
      if (!expected.containsKey(name)) {
        if (isHarmless(name)) {
          harmless.add(name);
        } else {
          problems.add(
              "%s: tensor %s is none of this architecture's. Check architectures in config.json."
                  .formatted(checkpoint.path(), name));
        }
      }
    }
    if (!problems.isEmpty()) {
      throw InputErrors.all(problems);
    }
    return harmless;
  }

  private static boolean isHarmless(String name) {
    return name.endsWith(".rotary_emb.inv_freq") || name.equals("lm_head.weight");
  }

  private static Optional<String> problem(
      CheckpointDirectory checkpoint, String name, TensorShape shape) {
    if (!checkpoint.names().contains(name)) {
      return Optional.of(
          "of shape %s is missing. Copy the checkpoint again from its source.".formatted(shape));
    }
    TensorEntry entry = checkpoint.entry(name);
    if (!entry.shape().equals(shape)) {
      return Optional.of(
          "has shape %s where config.json asks for %s. Use the config.json of this checkpoint."
              .formatted(entry.shape(), shape));
    }
    if (!entry.type().isFloat()) {
      return Optional.of(
          "has dtype %s. Only F32, F16 and BF16 are read: convert the checkpoint."
              .formatted(entry.type()));
    }
    return nonFinite(checkpoint, entry);
  }

  private static Optional<String> nonFinite(CheckpointDirectory checkpoint, TensorEntry entry) {
    long elements = entry.shape().elementCount();
    float[] piece = new float[(int) Math.min(elements, PIECE_ELEMENTS)];
    long count = 0;
    long first = -1;
    for (long offset = 0; offset < elements; offset += piece.length) {
      int now = (int) Math.min(piece.length, elements - offset);
      checkpoint.read(entry.name(), offset, piece, 0, now);
      for (int i = 0; i < now; i++) {
        if (!Float.isFinite(piece[i])) {
          first = count == 0 ? offset + i : first;
          count++;
        }
      }
    }
    if (count == 0) {
      return Optional.empty();
    }
    return Optional.of(
        "has %d NaN or infinite values of %d, the first at index %d. Use an earlier checkpoint."
            .formatted(count, elements, first));
  }
}
