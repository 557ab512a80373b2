package io.souprl.model;

import io.souprl.checkpoint.CheckpointDirectory;
import io.souprl.checkpoint.SafetensorsFile;
import io.souprl.checkpoint.SafetensorsWriter;
import io.souprl.checkpoint.TensorEntry;
import io.souprl.checkpoint.TensorShape;
import io.souprl.checkpoint.TensorType;
import io.souprl.error.InputErrors;
import io.souprl.model.Parameter.Part;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code optimizer.safetensors}: AdamW's moments under {@code exp_avg.} and {@code exp_avg_sq.},
 * the step in the metadata and, beside weights that are stored rounded, the exact ones under {@code
 * master.}. All are float32.
 */
final class OptimizerFile implements AutoCloseable {
  static final String MASTER = "master.";
  private static final String FIRST_MOMENT = "exp_avg.";
  private static final String SECOND_MOMENT = "exp_avg_sq.";
  private static final String STEP = "step";
  private static final String REMOVE =
      "Remove the file to start with fresh optimiser moments from the stored weights.";

  private final Path path;
  private final SafetensorsFile tensors;

  private OptimizerFile(Path path) {
    this.path = path;
    this.tensors = SafetensorsFile.open(path);
  }

  /** Opens the file of a checkpoint, if it has one. */
  static Optional<OptimizerFile> open(Path directory) {
    Path path = directory.resolve(CheckpointDirectory.OPTIMIZER_FILE_NAME);
    return Files.isRegularFile(path) ? Optional.of(new OptimizerFile(path)) : Optional.empty();
  }

  /** Writes a checkpoint's file; masters are kept where they are given. */
  static void write(
      Path directory, ParameterLayout layout, OptimizerState state, Optional<float[][]> masters) {
    List<TensorEntry> entries = new ArrayList<>();
    entries.addAll(layout.entries(FIRST_MOMENT, TensorType.F32));
    entries.addAll(layout.entries(SECOND_MOMENT, TensorType.F32));
    masters.ifPresent(values -> entries.addAll(layout.entries(MASTER, TensorType.F32)));
    try (SafetensorsWriter writer =
        SafetensorsWriter.create(
            directory.resolve(CheckpointDirectory.OPTIMIZER_FILE_NAME),
            entries,
            Map.of(STEP, Long.toString(state.step())))) {
      layout.append(writer, FIRST_MOMENT, state.firstMoments());
      layout.append(writer, SECOND_MOMENT, state.secondMoments());
      masters.ifPresent(values -> layout.append(writer, MASTER, values));
    }
  }

  /** Optimiser steps taken. */
  long step() {
    String step = tensors.metadata().get(STEP);
    if (step == null || !step.matches("[0-9]{1,18}")) {
      throw InputErrors.of(
          path.toString(),
          step == null
              ? "its metadata has no " + STEP
              : "the step in its metadata is \"%s\"".formatted(step),
          REMOVE);
    }
    return Long.parseLong(step);
  }

  OptimizerState state(ParameterLayout layout) {
    return new OptimizerState(
        step(), moments(layout, FIRST_MOMENT), moments(layout, SECOND_MOMENT));
  }

  private float[][] moments(ParameterLayout layout, String prefix) {
    return layout.read(
        (part, destination, from) -> {
          requireShape(prefix + part.tensor(), part.tensorShape());
          tensors.read(prefix + part.tensor(), 0, destination, from, part.size());
        });
  }

  /** Whether exact weights are kept here. */
  boolean hasMasters() {
    return tensors.names().stream().anyMatch(name -> name.startsWith(MASTER));
  }

  /** Reads a stretch of the exact weights of a tensor of this shape. */
  void readMaster(Part part, int offset, float[] destination, int count) {
    requireShape(MASTER + part.tensor(), part.tensorShape());
    tensors.read(MASTER + part.tensor(), offset, destination, 0, count);
  }

  private void requireShape(String name, TensorShape shape) {
    TensorShape actual = tensors.entry(name).shape();
    if (!actual.equals(shape)) {
      throw InputErrors.of(
          path.toString(),
          "tensor %s has shape %s where the weights have %s".formatted(name, actual, shape),
          REMOVE);
    }
  }

  /** The weights stored beside the file are not its exact ones rounded. */
  RuntimeException foreign(Part part, int index, float master, float stored) {
    return InputErrors.of(
        path.toString(),
        "tensor %s%s is %s at index %d, and the stored weight is %s, which is not that rounded"
            .formatted(MASTER, part.tensor(), master, index, stored),
        "The file belongs to other weights. " + REMOVE);
  }

  @Override
  public void close() {
    tensors.close();
  }
}
