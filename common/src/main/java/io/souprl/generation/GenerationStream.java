package io.souprl.generation;

import io.souprl.model.Decoder;
import io.souprl.model.DecodingBatch;
import io.souprl.model.NextToken;
import io.souprl.model.TokenFilter;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Continuations in the order of their requests. Asking for the next one decodes until it is done,
 * and all that run beside it. A step that throws fails the sequences that ran in it; the ones that
 * wait go on.
 */
public final class GenerationStream implements Iterator<Generation>, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(GenerationStream.class);

  /** Requests that may be ahead of the oldest unfinished one, in batches. */
  private static final int BATCHES_AHEAD = 16;

  private final Decoder decoder;
  private final GenerationSettings settings;
  private final StopCondition stop;
  private final LongConsumer progress;
  private final WaitingSequences waiting;
  private final Deque<Sequence> taken;
  private List<Sequence> running = new ArrayList<>(); // in the order of the batch's rows
  private DecodingBatch batch;

  GenerationStream(
      Decoder decoder,
      GenerationSettings settings,
      StopCondition stop,
      LongConsumer progress,
      Iterator<GenerationRequest> requests) {
    this.decoder = decoder;
    this.settings = settings;
    this.stop = stop;
    this.progress = progress;
    this.waiting = new WaitingSequences(requests, this::refusal, settings);
    this.taken = waiting.taken();
    this.batch = newBatch();
  }

  private DecodingBatch newBatch() {
    Sampling sampling = settings.sampling();
    return new DecodingBatch(
        decoder,
        sampling.temperature(),
        new TokenFilter(sampling.topK(), sampling.topP(), sampling.minP()));
  }

  private Optional<String> refusal(GenerationRequest request) {
    int positions = decoder.config().maximumPositions();
    int prompt = request.promptTokenIds().length;
    if ((long) prompt + request.maxTokens() <= positions) {
      return Optional.empty();
    }
    return Optional.of(
        "a prompt of %d tokens and at most %d response tokens exceed the model's %d positions"
            .formatted(prompt, request.maxTokens(), positions));
  }

  @Override
  public boolean hasNext() {
    if (taken.isEmpty()) {
      waiting.hasNext(); // which takes requests and may refuse them
    }
    return !taken.isEmpty();
  }

  @Override
  public Generation next() {
    if (!hasNext()) {
      throw new NoSuchElementException("Cannot generate: there are no more requests");
    }
    while (!taken.getFirst().done()) {
      step();
    }
    Generation generation = taken.removeFirst().result();
    if (running.isEmpty() && !hasNext()) {
      close();
    }
    return generation;
  }

  private void step() {
    List<Sequence> added = admitted(); // what the requests' source throws goes on
    try {
      if (!added.isEmpty()) {
        prefill(added);
      }
      NextToken next = batch.next();
      progress.accept(running.size());
      boolean[] live = new boolean[running.size()];
      for (int row = 0; row < live.length; row++) {
        Sequence sequence = running.get(row);
        sequence.append((int) next.tokenIds()[row], next.logprobs()[row], stop);
        live[row] = !sequence.done();
      }
      List<Sequence> left = new ArrayList<>(live.length);
      for (int row : batch.keep(live)) {
        left.add(running.get(row));
      }
      running = left;
      if (!running.isEmpty()) {
        batch.advance();
      }
    } catch (RuntimeException e) {
      LOG.warn("A step of {} sequences failed; they end with an error", running.size(), e);
      running.stream().filter(s -> !s.done()).forEach(sequence -> sequence.fail(e.toString()));
      running = new ArrayList<>();
      batch.close();
      batch = newBatch();
    }
  }

  /** Prompt and prefix tokens prefilled so far; a group's prompt counts once. */
  long prefilledTokens() {
    return batch.prefilledTokens();
  }

  /** Tokens of cache in use. */
  long cacheTokens() {
    return batch.cacheTokens();
  }

  /** The waiting sequences that get free places. */
  private List<Sequence> admitted() {
    if (taken.size() >= BATCHES_AHEAD * settings.sequencesPerBatch()) {
      return List.of();
    }
    List<Sequence> added = waiting.admit(batch.extent());
    running.addAll(added);
    return added;
  }

  private void prefill(List<Sequence> added) {
    float[][] prefixes =
        batch.admit(added.stream().map(Sequence::row).toList(), waiting.continued());
    for (int i = 0; i < prefixes.length; i++) {
      added.get(i).start(prefixes[i]);
    }
  }

  @Override
  public void close() {
    batch.close();
  }
}
