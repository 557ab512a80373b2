package io.souprl.jobs.bench;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.souprl.generation.GenerationRequest;
import io.souprl.generation.GenerationSettings;
import io.souprl.generation.Generator;
import io.souprl.generation.Sampling;
import io.souprl.model.Decoder;
import io.souprl.model.PolicyCheckpoint;
import io.souprl.model.Torch;
import io.souprl.random.CounterRandom;
import io.souprl.soup.PrefixCandidate;
import io.souprl.soup.PrefixOutcome;
import io.souprl.soup.PrefixSampler;
import io.souprl.soup.PrefixSelect;
import io.souprl.soup.PrefixSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * What stored prefixes save in the rollout stage: the same groups of fixed response length, once
 * sampled whole (GRPO) and once with a prefix in some samples (SOUP), in turn. The policy is random
 * and has no end of sequence, so every response has the full length.
 */
public final class PrefixBench {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final GenerationWorkload WORKLOAD = GenerationWorkload.SMALL;
  private static final long SEED = 0;

  private final PrefixBenchOptions options;
  private final ThreadedGeneration generation;
  private final int[][] stored;

  private PrefixBench(PrefixBenchOptions options, Decoder decoder) {
    this.options = options;
    GenerationSettings settings =
        new GenerationSettings(
            Sampling.full(1), options.sequencesPerBatch(), options.cacheTokens());
    this.generation = new ThreadedGeneration(decoder, settings, options.threads());
    List<GenerationRequest> first = new ArrayList<>();
    for (int prompt = 0; prompt < options.prompts(); prompt++) {
      first.add(request(prompt, 0, new int[0], "bench-stored"));
    }
    this.stored =
        new Generator(decoder, settings)
            .generate(first).stream().map(answer -> answer.tokenIds()).toArray(int[][]::new);
  }

  /**
   * Measures.
   *
   * @return the report: tokens sampled and seconds of both, and the ratio SOUP / GRPO of each
   * @throws io.souprl.error.InputException when options are wrong
   */
  public static ObjectNode run(PrefixBenchOptions options) {
    options.check();
    var checkpoint = BenchmarkCheckpoint.in(options.work(), WORKLOAD.shape());
    try (NDManager manager = Torch.newManager();
        Decoder decoder = Decoder.of(manager, PolicyCheckpoint.read(checkpoint))) {
      return new PrefixBench(options, decoder).run();
    }
  }

  private ObjectNode run() {
    measure(this::plain);
    measure(this::prefixed);
    List<Measurement> grpo = new ArrayList<>();
    List<Measurement> soup = new ArrayList<>();
    for (int repeat = 0; repeat < options.repeats(); repeat++) {
      grpo.add(measure(this::plain));
      soup.add(measure(this::prefixed));
    }
    ObjectNode report =
        MAPPER
            .createObjectNode()
            .put("benchmark", "prefixes")
            .put("prompts", options.prompts())
            .put("group_size", options.groupSize())
            .put("prefixed_per_group", options.prefixedPerGroup())
            .put("response_tokens", options.responseTokens())
            .put("max_fraction", options.maxFraction())
            .put("threads", options.threads())
            .put("repeats", options.repeats());
    report.set("shape", WORKLOAD.shape().config());
    report.set("machine", Machine.json());
    report.set("grpo", json(grpo));
    report.set("soup", json(soup));
    report.put("token_ratio", soup.get(0).tokens() / (double) grpo.get(0).tokens());
    report.set(
        "time_ratio",
        Spread.of(
                IntStream.range(0, grpo.size())
                    .mapToDouble(i -> soup.get(i).seconds() / grpo.get(i).seconds())
                    .toArray())
            .json());
    return report;
  }

  private static ObjectNode json(List<Measurement> repeats) {
    ObjectNode node = MAPPER.createObjectNode().put("tokens", repeats.get(0).tokens());
    ArrayNode seconds = node.putArray("seconds");
    repeats.forEach(repeat -> seconds.add(repeat.seconds()));
    return node;
  }

  private Measurement measure(IntFunction<List<GenerationRequest>> group) {
    return generation.measure(options.prompts(), group);
  }

  private List<GenerationRequest> plain(int prompt) {
    return IntStream.range(0, options.groupSize())
        .mapToObj(sample -> request(prompt, sample, new int[0], "bench-sampling"))
        .toList();
  }

  /** The first samples of a group continue a cut of the prompt's stored response. */
  private List<GenerationRequest> prefixed(int prompt) {
    return IntStream.range(0, options.groupSize())
        .mapToObj(
            sample ->
                request(
                    prompt,
                    sample,
                    sample < options.prefixedPerGroup() ? prefix(prompt, sample) : new int[0],
                    "bench-sampling"))
        .toList();
  }

  private int[] prefix(int prompt, int sample) {
    PrefixSettings settings =
        new PrefixSettings(
            PrefixOutcome.ANY,
            PrefixSelect.UNIFORM,
            0,
            options.maxFraction(),
            1,
            options.responseTokens());
    String name = String.valueOf(prompt);
    PrefixCandidate only = new PrefixCandidate(name, 0, 0, false, options.responseTokens());
    int length =
        new PrefixSampler(settings, SEED, 0)
            .choose(name, sample, List.of(only))
            .orElseThrow()
            .length();
    return Arrays.copyOf(stored[prompt], length);
  }

  private GenerationRequest request(int prompt, int sample, int[] prefix, String purpose) {
    return new GenerationRequest(
        WORKLOAD.prompt(prompt),
        prefix,
        options.responseTokens(),
        CounterRandom.of(purpose, SEED, prompt, sample));
  }
}
