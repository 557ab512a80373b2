package io.souprl.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;

/**
 * The keys, values and last hidden state of one prompt whose group is admitted in several lots, so
 * that it goes through the decoder once.
 */
final class PromptMemory implements AutoCloseable {
  private final NDManager parent;
  private NDManager manager;
  private int[] prompt;
  private KeyValueCache cache; // one row, the prompt's columns
  private NDArray end; // (1, hidden)

  PromptMemory(NDManager parent) {
    this.parent = parent;
  }

  boolean holds(int[] tokens) {
    return prompt != null && Arrays.equals(prompt, tokens);
  }

  KeyValueCache cache() {
    return cache;
  }

  /** The hidden state of the prompt's last token, (1, hidden). */
  NDArray end() {
    return end;
  }

  /**
   * Remembers a prompt instead of the one before.
   *
   * @param source holds the prompt's columns at the start of a row
   * @param lastStates (prompts, hidden), of which one is at the same row
   */
  void remember(
      Decoder decoder, int[] tokens, KeyValueCache source, NDArray lastStates, int sourceRow) {
    close();
    manager = parent.newSubManager();
    prompt = tokens;
    cache = new KeyValueCache(manager, decoder, 1, tokens.length);
    cache.copy(source, sourceRow, 0, 0, 0, 1, tokens.length);
    try (NDArray view = Torch.slice(lastStates, 0, sourceRow, sourceRow + 1L)) {
      end = view.duplicate();
      end.attach(manager);
    }
  }

  /** Forgets. */
  @Override
  public void close() {
    if (manager != null) {
      manager.close();
    }
    manager = null;
    prompt = null;
  }
}
