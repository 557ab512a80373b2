package io.souprl.checkpoint;

import io.souprl.error.InputErrors;
import io.souprl.error.InputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * An opened Hugging Face checkpoint on a local disk: {@code config.json}, the weights in {@code
 * model.safetensors} or in the shards of {@code model.safetensors.index.json}, and usually a
 * tokenizer. Opening checks that the files are there and that their headers are sound; whether the
 * tensors are those of the architecture is {@link WeightCheck}'s question. Problems are {@link
 * InputException}s that name the file. Reads may come from several threads.
 */
public final class CheckpointDirectory implements AutoCloseable {
  /** The optimiser's state beside the weights. */
  public static final String OPTIMIZER_FILE_NAME = "optimizer.safetensors";

  /** The weights when they are in one file. */
  public static final String WEIGHTS_FILE_NAME = "model.safetensors";

  private static final String EXTENSION = ".safetensors";

  private final Path path;
  private final Map<String, SafetensorsFile> files;
  private final Map<String, SafetensorsFile> tensors;

  private CheckpointDirectory(
      Path path, Map<String, SafetensorsFile> files, Map<String, SafetensorsFile> tensors) {
    this.path = path;
    this.files = files;
    this.tensors = tensors;
  }

  /** Opens the checkpoint in this directory. */
  public static CheckpointDirectory open(Path path) {
    if (!Files.isDirectory(path)) {
      throw InputErrors.of(
          path.toString(),
          "there is no such directory",
          "Name the local directory of a Hugging Face checkpoint.");
    }
    if (!Files.isRegularFile(path.resolve(ModelConfig.FILE_NAME))) {
      throw InputErrors.of(
          path.toString(),
          "there is no " + ModelConfig.FILE_NAME,
          "Name the directory of a Hugging Face checkpoint, as save_pretrained writes it.");
    }
    Map<String, SafetensorsFile> files = new LinkedHashMap<>();
    CheckpointDirectory checkpoint = new CheckpointDirectory(path, files, new LinkedHashMap<>());
    try {
      checkpoint.openWeights();
    } catch (RuntimeException e) {
      checkpoint.close();
      throw e;
    }
    return checkpoint;
  }

  private void openWeights() {
    if (Files.isRegularFile(path.resolve(WEIGHTS_FILE_NAME))) {
      SafetensorsFile file = openFile(WEIGHTS_FILE_NAME);
      file.names().forEach(name -> tensors.put(name, file));
    } else if (Files.isRegularFile(path.resolve(ShardIndex.FILE_NAME))) {
      ShardIndex.read(path).forEach(this::openShard);
      addUnlisted();
    } else {
      throw InputErrors.of(
          path.toString(),
          "there is neither %s nor %s".formatted(WEIGHTS_FILE_NAME, ShardIndex.FILE_NAME),
          "Only safetensors are read: save other formats again with transformers' save_pretrained.");
    }
  }

  private void openShard(String tensor, String shard) {
    SafetensorsFile file = openFile(shard);
    if (!file.names().contains(tensor)) {
      throw InputErrors.of(
          path.resolve(ShardIndex.FILE_NAME).toString(),
          "tensor %s is not in the shard %s".formatted(tensor, shard),
          "Copy the shards and the index again from one source.");
    }
    tensors.put(tensor, file);
  }

  /** Tensors of the shards that the index leaves out count too, so that the checks see them. */
  private void addUnlisted() {
    List<String> problems = new ArrayList<>();
    Map<String, String> shards = new HashMap<>();
    files.forEach(
        (shard, file) -> {
          for (String tensor : file.names()) {
            tensors.putIfAbsent(tensor, file);
            String other = shards.putIfAbsent(tensor, shard);
            if (other != null) {
              problems.add(
                  "%s: tensor %s is in the shards %s and %s. Copy the shards and the index again from one source."
                      .formatted(path.resolve(ShardIndex.FILE_NAME), tensor, other, shard));
            }
          }
        });
    if (!problems.isEmpty()) {
      throw InputErrors.all(problems);
    }
  }

  private SafetensorsFile openFile(String name) {
    return files.computeIfAbsent(name, file -> SafetensorsFile.open(path.resolve(file)));
  }

  /** Where the checkpoint is. */
  public Path path() {
    return path;
  }

  /** Reads {@code config.json} and {@code generation_config.json}. */
  public ModelConfig config() {
    return ModelConfig.read(path);
  }

  /** Names of all weights. */
  public Set<String> names() {
    return Collections.unmodifiableSet(tensors.keySet());
  }

  /** Type and shape of a weight. */
  public TensorEntry entry(String name) {
    return file(name).entry(name);
  }

  /** All elements of a weight; see {@link SafetensorsFile#read(String)}. */
  public float[] read(String name) {
    return file(name).read(name);
  }

  /** A stretch of a weight; see {@link SafetensorsFile#read(String, long, float[], int, int)}. */
  public void read(String name, long elementOffset, float[] destination, int from, int count) {
    file(name).read(name, elementOffset, destination, from, count);
  }

  /**
   * The hash that names the policy: SHA-256 over the lines {@code "<sha256> <file>\n"} of every
   * {@code *.safetensors} file, sorted by name, but for {@code optimizer.safetensors}. The
   * optimiser's state does not change what the policy answers and has a hash of its own, {@link
   * #optimizerHash()}. Every byte of the files is read anew.
   */
  public String contentHash() {
    try (Stream<Path> entries = Files.list(path)) {
      return FileHashes.sha256OfListing(
          entries
              .filter(file -> fileName(file).endsWith(EXTENSION))
              .filter(file -> !fileName(file).equals(OPTIMIZER_FILE_NAME))
              .sorted((left, right) -> fileName(left).compareTo(fileName(right)))
              .toList());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list " + path, e);
    }
  }

  /** SHA-256 of {@code optimizer.safetensors}, if there is one. */
  public Optional<String> optimizerHash() {
    Path file = path.resolve(OPTIMIZER_FILE_NAME);
    return Files.isRegularFile(file) ? Optional.of(FileHashes.sha256(file)) : Optional.empty();
  }

  /** SHA-256 of {@code tokenizer.json}. */
  public String tokenizerHash() {
    return tokenizerHash(path);
  }

  /** SHA-256 of {@code tokenizer.json} in a directory that need not have weights. */
  public static String tokenizerHash(Path directory) {
    Path file = directory.resolve("tokenizer.json");
    if (!Files.isRegularFile(file)) {
      throw InputErrors.of(
          directory.toString(),
          "there is no tokenizer.json",
          "Save the model's tokenizer there with transformers' save_pretrained.");
    }
    return FileHashes.sha256(file);
  }

  @Override
  public void close() {
    files.values().forEach(SafetensorsFile::close);
  }

  private SafetensorsFile file(String name) {
    SafetensorsFile file = tensors.get(name);
    if (file == null) {
      String where =
          files.containsKey(WEIGHTS_FILE_NAME) ? WEIGHTS_FILE_NAME : ShardIndex.FILE_NAME;
      throw InputErrors.of(
          path.resolve(where).toString(),
          "there is no tensor " + name,
          "Check that the checkpoint is complete and of the architecture in config.json.");
    }
    return file;
  }

  private static String fileName(Path file) {
    return file.getFileName().toString();
  }
}
