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
import io.souprl.tokenizer.EncodeSpecials;
import io.souprl.tokenizer.Tokenizer;
import io.souprl.training.GradientComputer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The policy against what the transformers library computes for the same checkpoint. */
class TestGoldenPolicy {
  private static final double TOLERANCE = 1e-4;

  private static final List<GoldenPolicy> POLICIES = new ArrayList<>();
  private static NDManager manager;

  @BeforeAll
  static void open() {
    manager = Torch.newManager();
    for (String name : GoldenModel.ALL) {
      POLICIES.add(GoldenPolicy.open(name, manager));
    }
  }

  @AfterAll
  static void close() {
    POLICIES.clear();
    manager.close();
  }

  static List<GoldenPolicy> policies() {
    return POLICIES;
  }

  @ParameterizedTest
  @MethodSource("policies")
  void encodesThePromptsAsTransformersDoes(GoldenPolicy policy) {
    try (Tokenizer tokenizer = Tokenizer.load(policy.golden().directory())) {
      List<int[]> prompts = policy.golden().prompts();
      for (int row = 0; row < prompts.size(); row++) {
        String text = policy.golden().expected("prompts").path(row).asText();
        assertThat(tokenizer.encode(text, EncodeSpecials.ADD)).containsExactly(prompts.get(row));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("policies")
  void givesTheLogitsOfTransformers(GoldenPolicy policy) {
    List<int[]> prompts = policy.golden().prompts();
    try (Torch.GradientMode off = Torch.gradients(Torch.Recording.OFF);
        NDManager scope = manager.newSubManager()) {
      for (int row = 0; row < prompts.size(); row++) {
        TokenBatch batch = TokenBatch.of(List.of(new TokenSequence(prompts.get(row), 1)));
        NDArray hidden = policy.decoder().hidden(batch.tokenIds(scope));
        NDArray last = Torch.slice(hidden, 0, batch.length() - 1L, batch.length());
        float[] logits = Torch.linear(last, policy.decoder().head(), null).toFloatArray();
        assertThat(logits)
            .containsExactly(
                GoldenModel.floats(policy.golden().expected("last_logits").path(row)),
                Offset.offset((float) TOLERANCE));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("policies")
  void givesTheLogprobsOfTransformersAtBothTemperatures(GoldenPolicy policy) {
    assertScores(policy, 1.0, "logprobs_t1");
    assertScores(policy, 0.7, "logprobs_t0.7");
  }

  @ParameterizedTest
  @MethodSource("policies")
  void givesTheEntropyOfTransformers(GoldenPolicy policy) {
    List<TokenScores> scores =
        new SequenceScorer(policy.decoder(), 1, 4096).score(policy.golden().sequences());
    for (int row = 0; row < scores.size(); row++) {
      assertPrefixOf(
          scores.get(row).entropies(), policy.golden().expected("entropy_t1").path(row), TOLERANCE);
    }
  }

  @ParameterizedTest
  @MethodSource("policies")
  void continuesGreedilyAsTransformersDoes(GoldenPolicy policy) {
    List<GenerationRequest> requests = new ArrayList<>();
    int length = policy.golden().expected("greedy_ids").path(0).size();
    for (int[] prompt : policy.golden().prompts()) {
      requests.add(
          new GenerationRequest(prompt, new int[0], length, CounterRandom.of("greedy", 0)));
    }
    List<Generation> generations =
        new Generator(policy.decoder(), GenerationSettings.full(0, 8)).generate(requests);
    for (int row = 0; row < generations.size(); row++) {
      int[] response = policy.golden().sequences().get(row).tokenIds();
      assertThat(generations.get(row).tokenIds())
          .containsExactly(
              Arrays.copyOfRange(
                  response, policy.golden().prompts().get(row).length, response.length));
      assertPrefixOf(
          generations.get(row).logprobs(),
          policy.golden().expected("logprobs_t1").path(row),
          TOLERANCE);
    }
  }

  @ParameterizedTest
  @MethodSource("policies")
  void givesTheGradientsOfTransformers(GoldenPolicy policy) {
    float[][] gradient = policy.weights().layout().zeros();
    double loss = negativeLogLikelihood(policy, policy.decoder(), gradient, 1);
    assertThat(loss).isCloseTo(policy.golden().expected("nll").asDouble(), within(TOLERANCE));
    assertThat(norm(gradient))
        .isCloseTo(policy.golden().expected("grad_norm").asDouble(), within(12 * TOLERANCE));
    assertTensors(policy.weights().layout(), gradient, policy.golden().expected("grads"));
  }

  @ParameterizedTest
  @MethodSource("policies")
  void sharesTheGradientBetweenThreadsWithoutChangingIt(GoldenPolicy policy) {
    float[][] one = policy.weights().layout().zeros();
    negativeLogLikelihood(policy, policy.decoder(), one, 1);
    float[][] two = policy.weights().layout().zeros();
    negativeLogLikelihood(policy, policy.decoder(), two, 2);
    for (int i = 0; i < one.length; i++) {
      assertThat(two[i]).containsExactly(one[i], Offset.offset(1e-5f));
    }
  }

  @ParameterizedTest
  @MethodSource("policies")
  void takesTheFourAdamWStepsOfTransformers(GoldenPolicy policy) {
    JsonNode golden = policy.golden().expected("adamw");
    AdamW adam =
        new AdamW(
            golden.path("betas").path(0).asDouble(),
            golden.path("betas").path(1).asDouble(),
            golden.path("eps").asDouble(),
            golden.path("weight_decay_matrices").asDouble());
    PolicyWeights trained = PolicyCheckpoint.read(policy.golden().directory());
    OptimizerState state = OptimizerState.fresh(trained.layout());
    try (Decoder own = Decoder.of(manager, trained)) {
      for (int step = 1; step <= golden.path("steps").asInt(); step++) {
        float[][] gradient = policy.weights().layout().zeros();
        double loss = negativeLogLikelihood(policy, own, gradient, 1);
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
    assertTensors(policy.weights().layout(), trained.values(), golden.path("after"));
  }

  private static void assertScores(GoldenPolicy policy, double temperature, String name) {
    List<TokenScores> scores =
        new SequenceScorer(policy.decoder(), temperature, 4096).score(policy.golden().sequences());
    for (int row = 0; row < scores.size(); row++) {
      assertPrefixOf(
          scores.get(row).logprobs(), policy.golden().expected(name).path(row), TOLERANCE);
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
  private static double negativeLogLikelihood(
      GoldenPolicy policy, Decoder decoder, float[][] gradient, int threads) {
    List<TokenSequence> sequences = policy.golden().sequences();
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

  private static void assertTensors(ParameterLayout layout, float[][] values, JsonNode expected) {
    int compared = 0;
    for (int i = 0; i < values.length; i++) {
      int at = 0;
      for (Part part : layout.parameters().get(i).parts()) {
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
