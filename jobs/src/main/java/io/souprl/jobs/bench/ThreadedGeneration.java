package io.souprl.jobs.bench;

import io.souprl.generation.Generation;
import io.souprl.generation.GenerationRequest;
import io.souprl.generation.GenerationSettings;
import io.souprl.generation.Generator;
import io.souprl.model.Decoder;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Our generation on threads that share a decoder: each has a generator and takes every n-th group
 * of requests.
 */
record ThreadedGeneration(Decoder decoder, GenerationSettings settings, int threads) {

  /** Tokens and wall time of the first {@code groups} groups. */
  Measurement measure(int groups, IntFunction<List<GenerationRequest>> requests) {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      long start = System.nanoTime();
      List<Future<Long>> parts = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        int first = thread;
        parts.add(pool.submit(() -> generate(first, groups, requests)));
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

  private long generate(int first, int groups, IntFunction<List<GenerationRequest>> requests) {
    Iterator<GenerationRequest> all =
        IntStream.iterate(first, group -> group < groups, group -> group + threads)
            .mapToObj(requests)
            .flatMap(List::stream)
            .iterator();
    long tokens = 0;
    Iterator<Generation> answers = new Generator(decoder, settings).generate(all);
    while (answers.hasNext()) {
      tokens += answers.next().tokenIds().length;
    }
    return tokens;
  }
}
