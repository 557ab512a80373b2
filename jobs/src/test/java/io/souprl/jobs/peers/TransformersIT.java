package io.souprl.jobs.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.souprl.checkpoint.ModelConfig;
import io.souprl.jobs.TinyRun;
import io.souprl.jobs.text.Existing;
import io.souprl.jobs.text.TextFiles;
import io.souprl.jobs.text.TextScoring;
import io.souprl.model.Decoder;
import io.souprl.model.OptimizerState;
import io.souprl.model.PolicyCheckpoint;
import io.souprl.model.PolicyLogits;
import io.souprl.model.PolicyWeights;
import io.souprl.model.TokenSequence;
import io.souprl.model.Torch;
import io.souprl.optim.AdamW;
import io.souprl.random.CounterRandom;
import io.souprl.soup.BatchCounts;
import io.souprl.training.LocalTrainer;
import io.souprl.training.StepPlan;
import io.souprl.training.TrainerSettings;
import io.souprl.training.TrainingExample;
import io.souprl.training.TrainingObjective;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Checkpoints that SoupRL wrote, opened by the transformers library of {@code peers.python}. */
@Tag("peers")
class TransformersIT {
  /** Directories under golden/hf, one a family. */
  static final List<String> GOLDEN =
      List.of("qwen2-tied", "qwen3-headdim-bf16", "llama3-untied-sharded");

  private static final double TOLERANCE = 1e-4;
  private static final double TEMPERATURE = 0.7;
  private static final int VOCABULARY = 48;

  @TempDir private Path folder;

  @Test
  void opensAFreshPolicy() throws IOException {
    Path checkpoint = folder.resolve("fresh");
    TinyRun.writePolicy(checkpoint, VOCABULARY, 3);
    assertSame(checkpoint);
  }

  @Test
  void opensAPolicyThatWeTrained() throws IOException {
    Path fresh = folder.resolve("fresh");
    TinyRun.writePolicy(fresh, VOCABULARY, 3);
    PolicyWeights weights = PolicyCheckpoint.read(fresh);
    OptimizerState state = OptimizerState.fresh(weights.layout());
    train(weights, state);
    Path trained = folder.resolve("trained");
    PolicyCheckpoint.write(trained, weights, state, fresh);
    assertSame(trained);
    assertThat(PolicyCheckpoint.globalStep(trained)).isEqualTo(state.step());
    assertThat(logits(trained, tokens(0, VOCABULARY)))
        .isNotEqualTo(logits(fresh, tokens(0, VOCABULARY)));
  }

  @ParameterizedTest
  @FieldSource("GOLDEN")
  void opensWhatItOnceWroteAndWeSavedAgain(String golden) throws IOException {
    Path saved = folder.resolve("saved");
    PolicyWeights weights = PolicyCheckpoint.read(directory(golden));
    PolicyCheckpoint.write(
        saved, weights, OptimizerState.fresh(weights.layout()), directory(golden));
    assertSame(saved);
  }

  /** Three steps of supervised training, far enough for logits to move. */
  private static void train(PolicyWeights weights, OptimizerState state) {
    TrainingObjective objective = new TrainingObjective.NegativeLogLikelihood();
    TrainerSettings settings =
        new TrainerSettings(objective, new AdamW(0.9, 0.999, 1e-4, 0.01), 1, 1, 1, 4096);
    try (LocalTrainer trainer = new LocalTrainer(weights, state, settings, Device.cpu())) {
      for (int step = 0; step < 3; step++) {
        List<TrainingExample> rows = new ArrayList<>();
        BatchCounts counts = BatchCounts.NONE;
        for (int slot = 0; slot < 4; slot++) {
          int[] tokens = tokens(4 * step + slot, VOCABULARY);
          rows.add(TrainingExample.supervised(step, slot, new TokenSequence(tokens, 2)));
          counts = counts.plus(objective.counts(rows.get(slot)));
        }
        trainer.step(new StepPlan(step, step + 1L, counts, 0.01), rows);
      }
    }
  }

  /** The same logits, and the log-probabilities of {@code souprl logprobs}. */
  private void assertSame(Path checkpoint) throws IOException {
    ModelConfig config = ModelConfig.read(checkpoint);
    List<int[]> sequences = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      sequences.add(tokens(i, config.vocabularySize()));
    }
    JsonNode expected = Transformers.scores(checkpoint, sequences, TEMPERATURE);
    assertThat(expected.path("class").asText()).isEqualTo(config.architecture().className());
    for (String names : List.of("missing", "unexpected", "mismatched")) {
      assertThat(expected.path(names)).as(names).isEmpty();
    }
    assertThat(expected.path("vocabulary").asInt()).isBetween(1, config.vocabularySize());
    List<double[]> logprobs = logprobs(checkpoint, sequences);
    for (int i = 0; i < sequences.size(); i++) {
      List<Float> logits = new ArrayList<>();
      expected.path("logits").path(i).forEach(row -> row.forEach(x -> logits.add(x.floatValue())));
      assertThat(logits(checkpoint, sequences.get(i)))
          .hasSize(sequences.get(i).length * config.vocabularySize())
          .containsExactly(logits.toArray(Float[]::new), Offset.offset((float) TOLERANCE));
      assertThat(logprobs.get(i))
          .hasSize(sequences.get(i).length - 1)
          .containsExactly(doubles(expected.path("logprobs").path(i)), within(TOLERANCE));
    }
  }

  private static float[] logits(Path checkpoint, int[] tokens) {
    try (NDManager manager = Torch.newManager();
        Decoder decoder = Decoder.of(manager, PolicyCheckpoint.read(checkpoint))) {
      return PolicyLogits.of(decoder, tokens);
    }
  }

  private List<double[]> logprobs(Path checkpoint, List<int[]> sequences) throws IOException {
    Path input = folder.resolve("sequences.jsonl");
    Path output = folder.resolve("logprobs.jsonl");
    ObjectMapper mapper = new ObjectMapper();
    List<String> lines = new ArrayList<>();
    for (int[] sequence : sequences) {
      lines.add(mapper.writeValueAsString(Map.of("id", lines.size(), "token_ids", sequence)));
    }
    Files.write(input, lines);
    TextScoring.run(checkpoint, new TextFiles(input, output, Existing.OVERWRITE), TEMPERATURE);
    List<double[]> scores = new ArrayList<>();
    for (String line : Files.readAllLines(output)) {
      scores.add(doubles(mapper.readTree(line).path("logprobs")));
    }
    return scores;
  }

  private static double[] doubles(JsonNode array) {
    double[] values = new double[array.size()];
    Arrays.setAll(values, i -> array.get(i).asDouble());
    return values;
  }

  /** 3 to 40 tokens. */
  private static int[] tokens(int sequence, int vocabulary) {
    CounterRandom random = CounterRandom.of("test-peers", 1, sequence);
    int[] tokens = new int[3 + random.below(38, 1000)];
    Arrays.setAll(tokens, i -> random.below(vocabulary, i));
    return tokens;
  }

  private static Path directory(String golden) {
    try {
      return Path.of(TransformersIT.class.getResource("/golden/hf/" + golden).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("Cannot find the golden checkpoint " + golden, e);
    }
  }
}
