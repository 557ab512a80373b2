package io.souprl.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.souprl.error.InputException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestCheckpointDirectory {
  private static final String INDEX = "model.safetensors.index.json";

  @TempDir Path folder;

  private Path copy(String name) {
    return GoldenCheckpoints.copy(name, folder.resolve(name));
  }

  private static void assertRefused(Path directory, String message) {
    assertThatThrownBy(() -> CheckpointDirectory.open(directory))
        .isInstanceOf(InputException.class)
        .hasMessage(message);
  }

  private static void replaceInIndex(Path directory, String old, String replacement)
      throws IOException {
    Path index = directory.resolve(INDEX);
    Files.writeString(index, Files.readString(index).replace(old, replacement));
  }

  @Test
  void findsTensorsAcrossShards() {
    try (CheckpointDirectory checkpoint =
        CheckpointDirectory.open(GoldenCheckpoints.directory(GoldenCheckpoints.LLAMA3))) {
      assertThat(checkpoint.names()).hasSize(21).contains("lm_head.weight", "model.norm.weight");
      long elements =
          checkpoint.names().stream()
              .mapToLong(name -> checkpoint.entry(name).shape().elementCount())
              .sum();
      assertThat(elements).isEqualTo(106_816);
      String name = "model.layers.1.self_attn.k_proj.weight";
      assertThat(checkpoint.entry(name).shape()).isEqualTo(TensorShape.of(16, 64));
      float[] weights = checkpoint.read(name);
      assertThat(weights).startsWith(-0.025064975f, 0.07911609f, -0.033260472f);
      float[] last = new float[1];
      checkpoint.read(name, 1023, last, 0, 1);
      assertThat(last).containsExactly(-0.060171887f);
    }
  }

  @Test
  void readsBfloat16Weights() {
    try (CheckpointDirectory checkpoint =
        CheckpointDirectory.open(GoldenCheckpoints.directory(GoldenCheckpoints.QWEN3))) {
      float[] weights = checkpoint.read("model.layers.1.mlp.down_proj.weight");
      assertThat(weights)
          .hasSize(64 * 160)
          .startsWith(0.16210938f, 0.20019531f, -0.002090454f, -0.092285156f);
      double sum = 0;
      for (float weight : weights) {
        sum += weight;
      }
      assertThat(sum).isEqualTo(-3.011260576546192);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "qwen2-tied, ee188a40cf2df2baf2aa5d2a43903d4060e020f8341d696c40ba9c00755e534b",
    "qwen3-headdim-bf16, f91eeafcab4f7738e9380ecf9549f0965eb43ae4454b336604b5c57c7ef8e2e3",
    "llama3-untied-sharded, 4651cd85016c164632ee6c1624f3634310efd107b0707bb76b77eee0b913a554"
  })
  void namesThePolicyAsSha256sumOfSha256sumDoes(String name, String hash) {
    // sha256sum *.safetensors | sha256sum
    try (CheckpointDirectory checkpoint =
        CheckpointDirectory.open(GoldenCheckpoints.directory(name))) {
      assertThat(checkpoint.contentHash()).isEqualTo(hash);
      assertThat(checkpoint.tokenizerHash())
          .isEqualTo("198cffcef0cee09d8c36823956fdcda24de41f816bf3ee9218305772371bd00b");
      assertThat(checkpoint.optimizerHash()).isEmpty();
    }
  }

  @Test
  void hashesTheOptimiserApartFromThePolicy() throws IOException {
    Path directory = copy(GoldenCheckpoints.QWEN2);
    Files.writeString(directory.resolve("optimizer.safetensors"), "abc");
    try (CheckpointDirectory checkpoint = CheckpointDirectory.open(directory)) {
      assertThat(checkpoint.contentHash()).startsWith("ee188a40cf2d");
      assertThat(checkpoint.optimizerHash())
          .contains("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
      Files.writeString(directory.resolve("extra.safetensors"), "abc");
      assertThat(checkpoint.contentHash()).doesNotStartWith("ee188a40cf2d");
    }
  }

  @Test
  void readsItsConfig() {
    try (CheckpointDirectory checkpoint =
        CheckpointDirectory.open(GoldenCheckpoints.directory(GoldenCheckpoints.QWEN2))) {
      assertThat(checkpoint.config().hiddenSize()).isEqualTo(48);
      assertThat(checkpoint.path()).isEqualTo(GoldenCheckpoints.directory("qwen2-tied"));
    }
  }

  @Test
  void refusesAMissingDirectory() {
    Path missing = folder.resolve("nowhere");
    assertRefused(
        missing,
        missing
            + ": there is no such directory. Name the local directory of a Hugging Face"
            + " checkpoint.");
  }

  @Test
  void refusesADirectoryWithoutConfig() throws IOException {
    Path directory = copy(GoldenCheckpoints.QWEN2);
    Files.delete(directory.resolve("config.json"));
    assertRefused(
        directory,
        directory
            + ": there is no config.json. Name the directory of a Hugging Face checkpoint, as"
            + " save_pretrained writes it.");
  }

  @Test
  void refusesADirectoryWithoutWeights() throws IOException {
    Path directory = copy(GoldenCheckpoints.QWEN2);
    Files.delete(directory.resolve("model.safetensors"));
    assertRefused(
        directory,
        directory
            + ": there is neither model.safetensors nor model.safetensors.index.json. Only"
            + " safetensors are read: save other formats again with transformers' save_pretrained.");
  }

  @Test
  void namesEveryMissingShard() throws IOException {
    Path directory = copy(GoldenCheckpoints.LLAMA3);
    Files.delete(directory.resolve("model-00002-of-00007.safetensors"));
    Files.delete(directory.resolve("model-00006-of-00007.safetensors"));
    Path index = directory.resolve(INDEX);
    assertThatThrownBy(() -> CheckpointDirectory.open(directory))
        .isInstanceOfSatisfying(
            InputException.class,
            e ->
                assertThat(e.problems())
                    .containsExactly(
                        index
                            + ": the shard model-00002-of-00007.safetensors that it names is"
                            + " missing. Copy or download it into "
                            + directory
                            + ".",
                        index
                            + ": the shard model-00006-of-00007.safetensors that it names is"
                            + " missing. Copy or download it into "
                            + directory
                            + "."));
  }

  @Test
  void refusesAnIndexThatPointsElsewhere() throws IOException {
    Path directory = copy(GoldenCheckpoints.LLAMA3);
    replaceInIndex(directory, "\"model-00006-", "\"../model-00006-");
    assertRefused(
        directory,
        directory.resolve(INDEX)
            + ": \"../model-00006-of-00007.safetensors\" is not the name of a file beside it. Copy"
            + " the file again from its source.");
  }

  @Test
  void refusesAnIndexWithoutWeightMap() throws IOException {
    Path directory = copy(GoldenCheckpoints.LLAMA3);
    replaceInIndex(directory, "weight_map", "weights");
    assertRefused(
        directory,
        directory.resolve(INDEX)
            + ": there is no weight_map object. Copy the file again from its source.");
  }

  @Test
  void refusesAnIndexThatNamesTheWrongShard() throws IOException {
    Path directory = copy(GoldenCheckpoints.LLAMA3);
    replaceInIndex(directory, "\"model-00006-of", "\"model-00001-of");
    assertRefused(
        directory,
        directory.resolve(INDEX)
            + ": tensor lm_head.weight is not in the shard model-00001-of-00007.safetensors. Copy"
            + " the shards and the index again from one source.");
  }

  /** Replaces the shard of the embedding by one that holds another tensor beside it. */
  private Path withAnotherTensor(String name) throws IOException {
    Path directory = copy(GoldenCheckpoints.LLAMA3);
    Path shard = directory.resolve("model-00001-of-00007.safetensors");
    Files.delete(shard);
    List<TensorEntry> tensors =
        List.of(
            TensorEntry.float32("model.embed_tokens.weight", TensorShape.of(1)),
            TensorEntry.float32(name, TensorShape.of(1)));
    try (SafetensorsWriter writer = SafetensorsWriter.create(shard, tensors)) {
      tensors.forEach(tensor -> writer.append(tensor.name(), new float[1]));
    }
    return directory;
  }

  @Test
  void refusesATensorInTwoShards() throws IOException {
    Path directory = withAnotherTensor("lm_head.weight");
    assertRefused(
        directory,
        directory.resolve(INDEX)
            + ": tensor lm_head.weight is in the shards model-00006-of-00007.safetensors and"
            + " model-00001-of-00007.safetensors. Copy the shards and the index again from one"
            + " source.");
  }

  @Test
  void countsTensorsThatTheIndexLeavesOut() throws IOException {
    try (CheckpointDirectory checkpoint = CheckpointDirectory.open(withAnotherTensor("stray"))) {
      assertThat(checkpoint.names()).hasSize(22).contains("stray");
      assertThat(checkpoint.read("stray")).containsExactly(0);
    }
  }

  @Test
  void namesATensorThatTheIndexLacks() {
    try (CheckpointDirectory checkpoint =
        CheckpointDirectory.open(GoldenCheckpoints.directory(GoldenCheckpoints.LLAMA3))) {
      assertThatThrownBy(() -> checkpoint.read("model.layers.2.mlp.up_proj.weight"))
          .isInstanceOf(InputException.class)
          .hasMessage(
              checkpoint.path().resolve(INDEX)
                  + ": there is no tensor model.layers.2.mlp.up_proj.weight. Check that the"
                  + " checkpoint is complete and of the architecture in config.json.");
    }
  }

  @Test
  void namesATensorThatTheOnlyFileLacks() {
    try (CheckpointDirectory checkpoint =
        CheckpointDirectory.open(GoldenCheckpoints.directory(GoldenCheckpoints.QWEN2))) {
      assertThatThrownBy(() -> checkpoint.entry("lm_head.weight"))
          .isInstanceOf(InputException.class)
          .hasMessageStartingWith(
              checkpoint.path().resolve("model.safetensors")
                  + ": there is no tensor lm_head.weight. ");
    }
  }

  @Test
  void refusesATruncatedShard() throws IOException {
    Path directory = copy(GoldenCheckpoints.LLAMA3);
    Path shard = directory.resolve("model-00003-of-00007.safetensors");
    try (RandomAccessFile file = new RandomAccessFile(shard.toFile(), "rw")) {
      file.setLength(40_000);
    }
    assertRefused(
        directory,
        shard
            + ": the header describes 49152 bytes of data and the file has 39768: it is truncated."
            + " Copy or download the file again.");
  }

  @Test
  void refusesBrokenJson() throws IOException {
    Path directory = copy(GoldenCheckpoints.LLAMA3);
    Files.writeString(directory.resolve(INDEX), "{\"weight_map\": {");
    assertThatThrownBy(() -> CheckpointDirectory.open(directory))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(directory.resolve(INDEX) + ": not valid JSON (Unexpected end")
        .hasMessageEndingWith("). Copy the file again from its source.");
  }

  @Test
  void namesAMissingTokenizer() throws IOException {
    Path directory = copy(GoldenCheckpoints.QWEN2);
    Files.delete(directory.resolve("tokenizer.json"));
    try (CheckpointDirectory checkpoint = CheckpointDirectory.open(directory)) {
      assertThatThrownBy(checkpoint::tokenizerHash)
          .isInstanceOf(InputException.class)
          .hasMessage(
              directory
                  + ": there is no tokenizer.json. Save the model's tokenizer there with"
                  + " transformers' save_pretrained.");
    }
  }
}
