package io.souprl.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.souprl.checkpoint.CheckpointDirectory;
import io.souprl.checkpoint.ModelConfig;
import io.souprl.checkpoint.SafetensorsWriter;
import io.souprl.checkpoint.WeightCheck;
import io.souprl.checkpoint.WeightType;
import io.souprl.tokenizer.Tokenizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Reads and writes policies and optimiser states as Hugging Face directories. */
public final class PolicyCheckpoint {
  private static final List<String> COPIED =
      List.of(
          "generation_config.json",
          "tokenizer.json",
          "tokenizer_config.json",
          "special_tokens_map.json",
          "chat_template.jinja");

  /** Where {@code config.json} says what the weights are stored in. */
  private static final String NEW_DTYPE = "dtype";

  private static final String OLD_DTYPE = "torch_dtype";
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
      float[][] values =
          layout.read(
              (part, destination, from) ->
                  checkpoint.read(part.tensor(), 0, destination, from, part.size()));
      return new PolicyWeights(config, layout, values);
    }
  }

  /**
   * Reads the weights that training goes on from: the exact float32 ones where the checkpoint keeps
   * them beside rounded ones, else those stored.
   *
   * <p>The policy of a checkpoint, which its hash names and which generates, scores and is
   * evaluated, is the one stored. When it was rounded, recorded log-probabilities are those of the
   * rounded weights, and training starts from the exact ones: the ratio pi / behaviour of the first
   * step is then not exactly 1 but corrects for the rounding as it does for any older policy. Small
   * updates thus add up over rounds instead of being rounded away, and training goes on bit for bit
   * from where it stopped.
   *
   * @throws io.souprl.error.InputException naming every problem found, among them exact weights
   *     that do not round to those stored
   */
  public static PolicyWeights readForTraining(Path directory) {
    PolicyWeights weights = read(directory);
    Optional<OptimizerFile> optimizer = OptimizerFile.open(directory);
    if (optimizer.isPresent()) {
      try (OptimizerFile file = optimizer.get();
          CheckpointDirectory stored = CheckpointDirectory.open(directory)) {
        if (file.hasMasters()) {
          MasterWeights.restore(weights, stored, file);
        }
      }
    }
    return weights;
  }

  /** Optimiser steps that the checkpoint has behind it; 0 when it has no optimiser state. */
  public static long globalStep(Path directory) {
    return OptimizerFile.open(directory).map(file -> closing(file, OptimizerFile::step)).orElse(0L);
  }

  /** The optimiser state beside the weights, if the checkpoint has one. */
  public static Optional<OptimizerState> readOptimizer(Path directory, ParameterLayout layout) {
    return OptimizerFile.open(directory).map(file -> closing(file, open -> open.state(layout)));
  }

  private static <T> T closing(OptimizerFile file, Function<OptimizerFile, T> reading) {
    try (file) {
      return reading.apply(file);
    }
  }

  /** Writes a checkpoint whose weights are stored in float32. */
  public static void write(
      Path directory, PolicyWeights weights, OptimizerState optimizer, Path source) {
    write(directory, weights, optimizer, source, WeightType.FLOAT32);
  }

  /**
   * Writes weights, optimiser state and everything else that the source directory holds of the
   * model: configuration, tokenizer, chat template. Where the weights are stored rounded, {@code
   * optimizer.safetensors} keeps the exact ones; see {@link #readForTraining}.
   *
   * @param directory is created; it must not exist
   * @param source a Hugging Face directory or one with at least config.json and tokenizer.json
   * @param type what the weights are stored in
   * @throws io.souprl.error.InputException before anything is written, when a weight overflows the
   *     type; it names the tensor
   */
  public static void write(
      Path directory,
      PolicyWeights weights,
      OptimizerState optimizer,
      Path source,
      WeightType type) {
    MasterWeights.requireFits(weights, type, directory);
    try {
      Files.createDirectories(directory);
      copyConfig(source, directory, type);
      for (String name : COPIED) {
        if (Files.isRegularFile(source.resolve(name))) {
          Files.copy(source.resolve(name), directory.resolve(name));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write checkpoint " + directory, e);
    }
    ParameterLayout layout = weights.layout();
    Path file = directory.resolve(CheckpointDirectory.WEIGHTS_FILE_NAME);
    try (SafetensorsWriter writer =
        SafetensorsWriter.create(file, layout.entries("", type.tensorType()))) {
      layout.append(writer, "", weights.values());
    }
    OptimizerFile.write(
        directory,
        layout,
        optimizer,
        type == WeightType.FLOAT32 ? Optional.empty() : Optional.of(weights.values()));
  }

  /** The configuration must say what the weights are stored in. */
  private static void copyConfig(Path source, Path directory, WeightType type) throws IOException {
    JsonNode config = JSON.readTree(source.resolve(ModelConfig.FILE_NAME).toFile());
    if (config instanceof ObjectNode object) {
      boolean isNewLayout = object.has(NEW_DTYPE);
      if (isNewLayout) {
        object.put(NEW_DTYPE, type.dtype());
      }
      if (!isNewLayout || object.has(OLD_DTYPE)) {
        object.put(OLD_DTYPE, type.dtype());
      }
    }
    JSON.writerWithDefaultPrettyPrinter()
        .writeValue(directory.resolve(ModelConfig.FILE_NAME).toFile(), config);
  }
}
