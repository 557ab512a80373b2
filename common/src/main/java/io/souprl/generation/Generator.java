package io.souprl.generation;

import io.souprl.checkpoint.ModelConfig;
import io.souprl.model.Decoder;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Samples continuations with continuous batching: a sequence that is done leaves at once and its
 * place goes to a waiting one. A token depends on its own request's draws alone, so results do not
 * depend on the order of requests or on the batch size (up to rounding). Adjacent requests of one
 * prompt share its prefill. One thread uses one generator; many may share the decoder.
 */
public final class Generator {
  private final Decoder decoder;
  private final GenerationSettings settings;
  private final StopCondition stop;
  private final LongConsumer progress;

  /**
   * @param stop ends a response beside the checkpoint's end-of-sequence tokens
   * @param progress told how many tokens each step made
   */
  public Generator(
      Decoder decoder, GenerationSettings settings, StopCondition stop, LongConsumer progress) {
    this.decoder = decoder;
    this.settings = settings;
    this.stop = endOfSequence(decoder.config()).or(stop);
    this.progress = progress;
  }

  /** With the checkpoint's end-of-sequence tokens alone. */
  public Generator(Decoder decoder, GenerationSettings settings, LongConsumer progress) {
    this(decoder, settings, StopCondition.NEVER, progress);
  }

  /** Same, without progress. */
  public Generator(Decoder decoder, GenerationSettings settings) {
    this(decoder, settings, tokens -> {});
  }

  private static StopCondition endOfSequence(ModelConfig config) {
    return StopCondition.atTokens(
        config.endOfSequenceIds().stream().mapToInt(Integer::intValue).toArray());
  }

  /**
   * Continuations in the order of the requests, made while they are asked for. A request that does
   * not fit the model or fails gets a {@link Generation#failed}; the others go on. Close it when it
   * is not read to its end.
   */
  public GenerationStream generate(Iterator<GenerationRequest> requests) {
    return new GenerationStream(decoder, settings, stop, progress, requests);
  }

  /** One continuation a request, in the order of the requests. */
  public List<Generation> generate(List<GenerationRequest> requests) {
    List<Generation> generations = new ArrayList<>(requests.size());
    try (GenerationStream stream = generate(requests.iterator())) {
      stream.forEachRemaining(generations::add);
    }
    return generations;
  }
}
