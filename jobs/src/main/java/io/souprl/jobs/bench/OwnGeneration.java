package io.souprl.jobs.bench;

import io.souprl.generation.Generation;
import io.souprl.generation.GenerationRequest;
import io.souprl.generation.GenerationSettings;
import io.souprl.generation.Generator;
import io.souprl.generation.Sampling;
import io.souprl.model.Decoder;
import io.souprl.random.CounterRandom;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * Our own generation, log-probabilities recorded: threads share a decoder, each has a generator and
 * takes every n-th prompt with all its samples.
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
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      long start = System.nanoTime();
      List<Future<Long>> parts = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        int first = thread;
        parts.add(pool.submit(() -> generate(requests(first, prompts))));
      }
      long tokens = 0;
      for (Future<Long> part : parts) {
        tokens += part.get();
      }
      return new Measurement(tokens, (System.nanoTime() - start) / 1e9);
    } catch (ExecutionException e) {
      throw new IllegalStateException("Cannot generate: " + e.getCause().getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Cannot generate: interrupted", e);
    } finally {
      pool.shutdownNow();
    }
  }

  private long generate(Iterator<GenerationRequest> requests) {
    long tokens = 0;
    Iterator<Generation> answers = new Generator(decoder, settings).generate(requests);
    while (answers.hasNext()) {
      tokens += answers.next().tokenIds().length;
    }
    return tokens;
  }

  /** The samples of every n-th prompt, those of one prompt next to each other. */
  private Iterator<GenerationRequest> requests(int first, int prompts) {
    return IntStream.iterate(first, prompt -> prompt < prompts, prompt -> prompt + threads)
        .boxed()
        .flatMap(
            prompt ->
                IntStream.range(0, groups.samples()).mapToObj(sample -> request(prompt, sample)))
        .iterator();
  }

  private GenerationRequest request(int prompt, int sample) {
    return new GenerationRequest(
        groups.prompts()[prompt],
        new int[0],
        groups.lengths()[prompt][sample],
        CounterRandom.of("bench-sampling", SEED, prompt, sample));
  }
}
