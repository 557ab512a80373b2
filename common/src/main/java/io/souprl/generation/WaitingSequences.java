package io.souprl.generation;

import io.souprl.model.BatchExtent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Requests that wait for a place. Places go in the order of the requests. */
final class WaitingSequences {
  /** Places are filled when at least one part in this many is free. */
  private static final int LOTS = 8;

  private final Iterator<GenerationRequest> requests;
  private final Function<GenerationRequest, Optional<String>> refusal;
  private final GenerationSettings settings;
  private final Deque<Sequence> taken = new ArrayDeque<>(); // from the input, in order
  private Sequence next; // to be admitted
  private Optional<int[]> continued = Optional.empty();

  WaitingSequences(
      Iterator<GenerationRequest> requests,
      Function<GenerationRequest, Optional<String>> refusal,
      GenerationSettings settings) {
    this.requests = requests;
    this.refusal = refusal;
    this.settings = settings;
  }

  /** All sequences taken from the input and not yet handed on, in the order of the requests. */
  Deque<Sequence> taken() {
    return taken;
  }

  /**
   * The next sequences that get places, the longest context first: rows of similar length should
   * lie together.
   *
   * @param running what decodes now
   * @return empty when nothing waits or fits
   */
  List<Sequence> admit(BatchExtent running) {
    int places = settings.sequencesPerBatch() - running.rows();
    if (running.rows() > 0 && places < Math.max(1, settings.sequencesPerBatch() / LOTS)) {
      return List.of(); // each prefill costs some work: wait for a few places
    }
    List<Sequence> chosen = new ArrayList<>();
    BatchExtent extent = running;
    continued = Optional.empty();
    while (chosen.size() < places && hasNext()) {
      extent = extent.with(next.row());
      if (extent.rows() > 1 && extent.cacheTokens() > settings.cacheTokens()) {
        break; // one sequence alone always fits
      }
      chosen.add(next);
      next = null;
    }
    if (!chosen.isEmpty() && hasNext()) {
      int[] last = chosen.get(chosen.size() - 1).request().promptTokenIds();
      continued =
          Optional.of(last)
              .filter(prompt -> Arrays.equals(prompt, next.request().promptTokenIds()));
    }
    chosen.sort(Comparator.comparingInt(sequence -> -sequence.request().contextLength()));
    return chosen;
  }

  /** The prompt of some sequences admitted last and of the next one, if it is the same. */
  Optional<int[]> continued() {
    return continued;
  }

  /** Whether a sequence waits; reads it from the input unless it is here. */
  boolean hasNext() {
    if (next == null) {
      next = read();
    }
    return next != null;
  }

  /** The next request that can be served; the others are done at once. */
  private Sequence read() {
    while (requests.hasNext()) {
      Sequence sequence = new Sequence(requests.next());
      taken.add(sequence);
      Optional<String> problem = refusal.apply(sequence.request());
      if (problem.isEmpty()) {
        return sequence;
      }
      sequence.fail(problem.get());
    }
    return null;
  }
}
