package io.souprl.jobs.bench;

import io.souprl.generation.GenerationRequest;
import io.souprl.generation.GenerationSettings;
import io.souprl.generation.Sampling;
import io.souprl.model.Decoder;
import io.souprl.random.CounterRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Our own generation, log-probabilities recorded: every thread takes every n-th prompt with all its
 * samples.
 */
final class OwnGeneration implements Contender {
  static final String NAME = "souprl";

  private static final long SEED = 0;

  private final Decoder decoder;
  private final SequenceGroups groups;
  private final GenerationSettings settings;
  private final int threads;

  OwnGeneration(
      Decoder decoder, SequenceGroups groups, int threads, int sequencesPerBatch, int cacheTokens) {
    this.decoder = decoder;
    this.groups = groups;
    this.threads = threads;
    this.settings = new GenerationSettings(Sampling.full(1), sequencesPerBatch, cacheTokens);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Map<String, Object>> candidates() {
    Map<String, Object> only = new LinkedHashMap<>();
    only.put("threads", threads);
    only.put("sequences_per_batch", settings.sequencesPerBatch());
    only.put("cache_tokens", settings.cacheTokens());
    return List.of(only);
  }

  @Override
  public Measurement measure(int prompts, Map<String, Object> chosen) {
    return new ThreadedGeneration(decoder, settings, threads).measure(prompts, this::requests);
  }

  /** The samples of a prompt. */
  private List<GenerationRequest> requests(int prompt) {
    return IntStream.range(0, groups.samples())
        .mapToObj(sample -> request(prompt, sample))
        .toList();
  }

  private GenerationRequest request(int prompt, int sample) {
    return new GenerationRequest(
        groups.prompts()[prompt],
        new int[0],
        groups.lengths()[prompt][sample],
        CounterRandom.of("bench-sampling", SEED, prompt, sample));
  }
}
