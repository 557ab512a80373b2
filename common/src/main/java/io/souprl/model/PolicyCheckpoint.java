package io.souprl.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.souprl.checkpoint.CheckpointDirectory;
import io.souprl.checkpoint.ModelConfig;
import io.souprl.checkpoint.SafetensorsFile;
import io.souprl.checkpoint.SafetensorsWriter;
import io.souprl.checkpoint.TensorEntry;
import io.souprl.checkpoint.WeightCheck;
import io.souprl.error.InputErrors;
import io.souprl.model.Parameter.Part;
import io.souprl.tokenizer.Tokenizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads and writes policies and optimiser states as Hugging Face directories. */
public final class PolicyCheckpoint {
  private static final String FIRST_MOMENT = "exp_avg.";
  private static final String SECOND_MOMENT = "exp_avg_sq.";
  private static final String STEP = "step";
  private static final List<String> COPIED =
      List.of(
          "generation_config.json",
          "tokenizer.json",
          "tokenizer_config.json",
          "special_tokens_map.json",
          "chat_template.jinja");
  private static final ObjectMapper JSON = new ObjectMapper();

  private PolicyCheckpoint() {}

  /**
   * Reads the weights of a checkpoint and checks them: every tensor of the architecture is there,
   * has its shape and is finite, and the tokenizer fits the embedding.
   *
   * @throws io.souprl.error.InputException naming every problem found
   */
  public static PolicyWeights read(Path directory) {
    try (CheckpointDirectory checkpoint = CheckpointDirectory.open(directory)) {
      ModelConfig config = checkpoint.config();
      ParameterLayout layout = ParameterLayout.of(config);
      WeightCheck.check(checkpoint, layout.tensors());
      try (Tokenizer tokenizer = Tokenizer.load(directory)) {
        tokenizer.requireFits(config.vocabularySize());
      }
      float[][] values = new float[layout.parameters().size()][];
      for (int i = 0; i < values.length; i++) {
        Parameter parameter = layout.parameters().get(i);
        values[i] = new float[parameter.size()];
        int at = 0;
        for (Part part : parameter.parts()) {
          checkpoint.read(part.tensor(), 0, values[i], at, part.size());
          at += part.size();
        }
      }
      return new PolicyWeights(config, layout, values);
    }
  }

  /** Optimiser steps that the checkpoint has behind it; 0 when it has no optimiser state. */
  public static long globalStep(Path directory) {
    Path file = directory.resolve(CheckpointDirectory.OPTIMIZER_FILE_NAME);
    if (!Files.isRegularFile(file)) {
      return 0;
    }
    try (SafetensorsFile tensors = SafetensorsFile.open(file)) {
      return step(file, tensors);
    }
  }

  private static long step(Path file, SafetensorsFile tensors) {
    String step = tensors.metadata().get(STEP);
    if (step == null) {
      throw InputErrors.of(
          file.toString(),
          "its metadata has no " + STEP,
          "Remove the file to start with fresh optimiser moments.");
    }
    return Long.parseLong(step);
  }

  /** The optimiser state beside the weights, if the checkpoint has one. */
  public static Optional<OptimizerState> readOptimizer(Path directory, ParameterLayout layout) {
    Path file = directory.resolve(CheckpointDirectory.OPTIMIZER_FILE_NAME);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try (SafetensorsFile tensors = SafetensorsFile.open(file)) {
      return Optional.of(
          new OptimizerState(
              step(file, tensors),
              moments(tensors, layout, FIRST_MOMENT),
              moments(tensors, layout, SECOND_MOMENT)));
    }
  }

  private static float[][] moments(SafetensorsFile tensors, ParameterLayout layout, String prefix) {
    float[][] values = new float[layout.parameters().size()][];
    for (int i = 0; i < values.length; i++) {
      Parameter parameter = layout.parameters().get(i);
      values[i] = new float[parameter.size()];
      int at = 0;
      for (Part part : parameter.parts()) {
        tensors.read(prefix + part.tensor(), 0, values[i], at, part.size());
        at += part.size();
      }
    }
    return values;
  }

  /**
   * Writes weights, optimiser state and everything else that the source directory holds of the
   * model: configuration, tokenizer, chat template.
   *
   * @param directory is created; it must not exist
   * @param source a Hugging Face directory or one with at least config.json and tokenizer.json
   */
  public static void write(
      Path directory, PolicyWeights weights, OptimizerState optimizer, Path source) {
    try {
      Files.createDirectories(directory);
      copyConfig(source, directory);
      for (String name : COPIED) {
        if (Files.isRegularFile(source.resolve(name))) {
          Files.copy(source.resolve(name), directory.resolve(name));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write checkpoint " + directory, e);
    }
    ParameterLayout layout = weights.layout();
    try (SafetensorsWriter writer =
        SafetensorsWriter.create(
            directory.resolve(CheckpointDirectory.WEIGHTS_FILE_NAME), entries(layout, ""))) {
      append(writer, layout, "", weights.values());
    }
    List<TensorEntry> entries = entries(layout, FIRST_MOMENT);
    entries.addAll(entries(layout, SECOND_MOMENT));
    try (SafetensorsWriter writer =
        SafetensorsWriter.create(
            directory.resolve(CheckpointDirectory.OPTIMIZER_FILE_NAME),
            entries,
            java.util.Map.of(STEP, Long.toString(optimizer.step())))) {
      append(writer, layout, FIRST_MOMENT, optimizer.firstMoments());
      append(writer, layout, SECOND_MOMENT, optimizer.secondMoments());
    }
  }

  private static List<TensorEntry> entries(ParameterLayout layout, String prefix) {
    List<TensorEntry> entries = new ArrayList<>();
    layout
        .tensors()
        .forEach((name, shape) -> entries.add(TensorEntry.float32(prefix + name, shape)));
    return entries;
  }

  private static void append(
      SafetensorsWriter writer, ParameterLayout layout, String prefix, float[][] values) {
    for (int i = 0; i < values.length; i++) {
      int at = 0;
      for (Part part : layout.parameters().get(i).parts()) {
        writer.append(prefix + part.tensor(), values[i], at, part.size());
        at += part.size();
      }
    }
  }

  /** Weights are written in float32, so the configuration must say so. */
  private static void copyConfig(Path source, Path directory) throws IOException {
    JsonNode config = JSON.readTree(source.resolve(ModelConfig.FILE_NAME).toFile());
    if (config instanceof ObjectNode object) {
      object.put(object.has("dtype") ? "dtype" : "torch_dtype", "float32");
    }
    JSON.writerWithDefaultPrettyPrinter()
        .writeValue(directory.resolve(ModelConfig.FILE_NAME).toFile(), config);
  }
}
