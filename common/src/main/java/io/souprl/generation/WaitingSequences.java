package io.souprl.generation;

import io.souprl.model.DecodingBatch;
import io.souprl.model.DecodingRow;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Requests that wait for a place. Places go in the order of the requests, to whole groups: adjacent
 * requests of one prompt, whose prefill is shared.
 */
final class WaitingSequences {
  /** Contexts shorter than this share a cohort whatever their lengths. */
  private static final int SHORT_CONTEXT = 64;

  private final Iterator<GenerationRequest> requests;
  private final Function<GenerationRequest, Optional<String>> refusal;
  private final GenerationSettings settings;
  private final Deque<Sequence> taken = new ArrayDeque<>(); // from the input, in order
  private final List<Sequence> group = new ArrayList<>(); // the next group, whole
  private Sequence peeked; // the first request behind the group

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
   * The next sequences to decode together.
   *
   * @param running sequences that decode now
   * @param cacheTokens tokens of cache that those hold
   * @return cohorts, each of contexts of similar lengths; empty when nothing waits or fits
   */
  List<List<Sequence>> admit(int running, long cacheTokens) {
    int places = settings.sequencesPerBatch() - running;
    if (running > 0 && places < Math.max(1, settings.sequencesPerBatch() / 4)) {
      return List.of(); // each cohort costs some work a step: wait for a few places
    }
    List<Sequence> chosen = new ArrayList<>();
    int contexts = 0; // the longest context and the longest response of those chosen
    int responses = 0;
    while (fillGroup()) {
      for (Sequence sequence : group) {
        contexts = Math.max(contexts, sequence.request().contextLength());
        responses = Math.max(responses, sequence.room());
      }
      int before = chosen.size();
      chosen.addAll(group);
      // One cohort of all takes no less than several: the split is only tried near the budget.
      boolean surely =
          cacheTokens + chosen.size() * ((long) contexts + responses) <= settings.cacheTokens();
      if (chosen.size() <= places && (surely || fits(chosen, cacheTokens))) {
        group.clear();
        continue;
      }
      chosen.subList(before, chosen.size()).clear();
      if (running == 0 && chosen.isEmpty()) {
        chosen.addAll(largestPart(places));
        group.subList(0, chosen.size()).clear();
      }
      break;
    }
    return cohorts(chosen);
  }

  /** Of a group that does not fit alone, as much as fits; one sequence always does. */
  private List<Sequence> largestPart(int places) {
    int count = Math.min(places, group.size());
    while (count > 1 && !fits(group.subList(0, count), 0)) {
      count--;
    }
    return group.subList(0, count);
  }

  private boolean fits(List<Sequence> sequences, long cacheTokens) {
    long tokens = cacheTokens;
    for (List<Sequence> cohort : cohorts(sequences)) {
      tokens += DecodingBatch.cacheTokens(rows(cohort));
    }
    return tokens <= settings.cacheTokens();
  }

  /** Splits where the longest context would be more than twice as long as the others. */
  private static List<List<Sequence>> cohorts(List<Sequence> sequences) {
    List<Sequence> byLength = new ArrayList<>(sequences);
    byLength.sort(Comparator.comparingInt(sequence -> -sequence.request().contextLength()));
    List<List<Sequence>> cohorts = new ArrayList<>();
    int limit = 0;
    for (Sequence sequence : byLength) {
      int length = sequence.request().contextLength();
      if (cohorts.isEmpty() || length < limit) {
        cohorts.add(new ArrayList<>());
        limit = length <= SHORT_CONTEXT ? 0 : length / 2;
      }
      cohorts.get(cohorts.size() - 1).add(sequence);
    }
    return cohorts;
  }

  static List<DecodingRow> rows(List<Sequence> sequences) {
    return sequences.stream().map(Sequence::row).toList();
  }

  /** Reads the next group unless it is here; whether there is one. */
  boolean fillGroup() {
    if (!group.isEmpty()) {
      return true;
    }
    while (group.size() < settings.sequencesPerBatch()) {
      if (peeked == null) {
        peeked = read();
      }
      if (peeked == null || !(group.isEmpty() || samePrompt(group.get(0), peeked))) {
        break;
      }
      group.add(peeked);
      peeked = null;
    }
    return !group.isEmpty();
  }

  private static boolean samePrompt(Sequence first, Sequence second) {
    return Arrays.equals(first.request().promptTokenIds(), second.request().promptTokenIds());
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
