package io.souprl.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import io.souprl.generation.Generation;
import io.souprl.generation.GenerationRequest;
import io.souprl.generation.GenerationSettings;
import io.souprl.generation.Generator;
import io.souprl.model.Parameter.Part;
import io.souprl.optim.AdamW;
import io.souprl.optim.ElementRange;
import io.souprl.optim.GradientNorm;
import io.souprl.optim.OptimizerStep;
import io.souprl.random.CounterRandom;
import io.souprl.training.GradientComputer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The policy against what the transformers library computes for the same checkpoint. */
class TestGoldenPolicy {
  private static final double TOLERANCE = 1e-4;

  private static final GoldenModel GOLDEN = GoldenModel.named("qwen2-tied");
  private static NDManager manager;
  private static PolicyWeights weights;
  private static Decoder decoder;

  @BeforeAll
  static void open() {
    manager = Torch.newManager();
    weights = PolicyCheckpoint.read(GOLDEN.directory());
    decoder = Decoder.of(manager, weights);
  }

  @AfterAll
  static void close() {
    manager.close();
  }

  @Test
  void givesTheLogitsOfTransformers() {
    List<int[]> prompts = GOLDEN.prompts();
    try (Torch.GradientMode off = Torch.gradients(Torch.Recording.OFF);
        NDManager scope = manager.newSubManager()) {
      for (int row = 0; row < prompts.size(); row++) {
        TokenBatch batch = TokenBatch.of(List.of(new TokenSequence(prompts.get(row), 1)));
        NDArray hidden = decoder.hidden(batch.tokenIds(scope));
        NDArray last = Torch.slice(hidden, 0, batch.length() - 1L, batch.length());
        float[] logits = Torch.linear(last, decoder.head(), null).toFloatArray();
        assertThat(logits)
            .containsExactly(
                GoldenModel.floats(GOLDEN.expected("last_logits").path(row)),
                Offset.offset((float) TOLERANCE));
      }
    }
  }

  @Test
  void givesTheLogprobsOfTransformersAtBothTemperatures() {
    assertScores(1.0, "logprobs_t1");
    assertScores(0.7, "logprobs_t0.7");
  }

  @Test
  void givesTheEntropyOfTransformers() {
    List<TokenScores> scores = new SequenceScorer(decoder, 1, 4096).score(GOLDEN.sequences());
    for (int row = 0; row < scores.size(); row++) {
      assertPrefixOf(
          scores.get(row).entropies(), GOLDEN.expected("entropy_t1").path(row), TOLERANCE);
    }
  }

  @Test
  void continuesGreedilyAsTransformersDoes() {
    List<GenerationRequest> requests = new ArrayList<>();
    int length = GOLDEN.expected("greedy_ids").path(0).size();
    for (int[] prompt : GOLDEN.prompts()) {
      requests.add(
          new GenerationRequest(prompt, new int[0], length, CounterRandom.of("greedy", 0)));
    }
    List<Generation> generations =
        new Generator(decoder, GenerationSettings.full(0, 8)).generate(requests);
    for (int row = 0; row < generations.size(); row++) {
      int[] response = GOLDEN.sequences().get(row).tokenIds();
      assertThat(generations.get(row).tokenIds())
          .containsExactly(
              Arrays.copyOfRange(response, GOLDEN.prompts().get(row).length, response.length));
      assertPrefixOf(
          generations.get(row).logprobs(), GOLDEN.expected("logprobs_t1").path(row), TOLERANCE);
    }
  }

  @Test
  void givesTheGradientsOfTransformers() {
    float[][] gradient = zeros();
    double loss = negativeLogLikelihood(decoder, gradient, 1);
    assertThat(loss).isCloseTo(GOLDEN.expected("nll").asDouble(), within(TOLERANCE));
    assertThat(norm(gradient))
        .isCloseTo(GOLDEN.expected("grad_norm").asDouble(), within(12 * TOLERANCE));
    assertTensors(gradient, GOLDEN.expected("grads"));
  }

  @Test
  void sharesTheGradientBetweenThreadsWithoutChangingIt() {
    float[][] one = zeros();
    negativeLogLikelihood(decoder, one, 1);
    float[][] two = zeros();
    negativeLogLikelihood(decoder, two, 2);
    for (int i = 0; i < one.length; i++) {
      assertThat(two[i]).containsExactly(one[i], Offset.offset(1e-5f));
    }
  }

  @Test
  void takesTheFourAdamWStepsOfTransformers() {
    JsonNode golden = GOLDEN.expected("adamw");
    AdamW adam =
        new AdamW(
            golden.path("betas").path(0).asDouble(),
            golden.path("betas").path(1).asDouble(),
            golden.path("eps").asDouble(),
            golden.path("weight_decay_matrices").asDouble());
    PolicyWeights trained = PolicyCheckpoint.read(GOLDEN.directory());
    OptimizerState state = OptimizerState.fresh(trained.layout());
    try (Decoder own = Decoder.of(manager, trained)) {
      for (int step = 1; step <= golden.path("steps").asInt(); step++) {
        float[][] gradient = zeros();
        double loss = negativeLogLikelihood(own, gradient, 1);
        assertThat(loss)
            .isCloseTo(golden.path("losses").path(step - 1).asDouble(), within(TOLERANCE));
        double scale =
            new GradientNorm(norm(gradient)).scale(golden.path("clip_grad_norm").asDouble());
        OptimizerStep now = new OptimizerStep(step, golden.path("lr").asDouble(), scale);
        for (int i = 0; i < gradient.length; i++) {
          boolean decayed = trained.layout().parameters().get(i).decayed();
          adam.update(
              trained.values()[i],
              state.firstMoments()[i],
              state.secondMoments()[i],
              gradient[i],
              decayed ? List.of(new ElementRange(0, gradient[i].length)) : List.of(),
              now);
        }
        own.load(trained.values());
      }
    }
    assertTensors(trained.values(), golden.path("after"));
  }

  private static void assertScores(double temperature, String name) {
    List<TokenScores> scores =
        new SequenceScorer(decoder, temperature, 4096).score(GOLDEN.sequences());
    for (int row = 0; row < scores.size(); row++) {
      assertPrefixOf(scores.get(row).logprobs(), GOLDEN.expected(name).path(row), TOLERANCE);
    }
  }

  private static void assertPrefixOf(float[] actual, JsonNode expected, double tolerance) {
    assertThat(actual)
        .isNotEmpty()
        .containsExactly(
            Arrays.copyOf(GoldenModel.floats(expected), actual.length),
            Offset.offset((float) tolerance));
  }

  /** Mean negative log-likelihood over all response tokens; adds its gradient. */
  private static double negativeLogLikelihood(Decoder decoder, float[][] gradient, int threads) {
    List<TokenSequence> sequences = GOLDEN.sequences();
    int tokens = sequences.stream().mapToInt(TokenSequence::responseLength).sum();
    try (GradientComputer computer = new GradientComputer(decoder, 1, threads, 4096)) {
      return computer
          .<Double>add(
              sequences,
              (rows, scores, starts) -> {
                double[] upstream = new double[scores.logprobs().length];
                Arrays.fill(upstream, -1.0 / tokens);
                double loss = 0;
                for (float logprob : scores.logprobs()) {
                  loss -= logprob;
                }
                return new GradientComputer.Outcome<>(upstream, loss / tokens);
              },
              gradient)
          .stream()
          .mapToDouble(Double::doubleValue)
          .sum();
    }
  }

  private static double norm(float[][] gradient) {
    return GradientNorm.ofChunks(
            Arrays.stream(gradient).mapToDouble(GradientNorm::sumOfSquares).toArray())
        .value();
  }

  private static float[][] zeros() {
    return OptimizerState.fresh(weights.layout()).firstMoments();
  }

  private static void assertTensors(float[][] values, JsonNode expected) {
    int compared = 0;
    for (int i = 0; i < values.length; i++) {
      int at = 0;
      for (Part part : weights.layout().parameters().get(i).parts()) {
        float[] tensor = Arrays.copyOfRange(values[i], at, at + part.size());
        at += part.size();
        JsonNode golden = expected.path(part.tensor());
        double norm = golden.path("norm").asDouble();
        assertThat(Math.sqrt(GradientNorm.sumOfSquares(tensor)))
            .as(part.tensor())
            .isCloseTo(norm, within(TOLERANCE * Math.max(1, norm)));
        assertThat(Arrays.copyOf(tensor, golden.path("first").size()))
            .as(part.tensor())
            .containsExactly(
                GoldenModel.floats(golden.path("first")), Offset.offset((float) TOLERANCE));
        compared++;
      }
    }
    assertThat(compared).isEqualTo(expected.size());
  }
}
