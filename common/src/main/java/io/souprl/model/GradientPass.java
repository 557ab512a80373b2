package io.souprl.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * Forward and backward passes that add up gradients in leaves of their own, so that several threads
 * can work on one decoder's weights. Not thread-safe: one thread uses one pass.
 */
public final class GradientPass implements AutoCloseable {
  private final Decoder decoder;
  private final double temperature;
  private final NDManager manager;
  private NDArray headGradient;

  /** What the loss says of a batch's scores. */
  public interface Objective {
    /**
     * @param scores log-probabilities and entropies of all response tokens, row after row
     * @param starts index of each row's first response token, plus the total at the end
     * @return d loss / d score of each response token
     */
    TokenGradients gradient(TokenScores scores, int[] starts);
  }

  /**
   * @param decoder whose weights are read; it must outlive this pass
   * @param temperature divides the logits
   */
  public GradientPass(Decoder decoder, double temperature) {
    this.decoder = decoder.trainable();
    this.temperature = temperature;
    this.manager = decoder.newManager();
    clearHeadGradient();
  }

  /** Adds the gradient of one batch. */
  public void add(List<TokenSequence> sequences, Objective objective) {
    TokenBatch batch = TokenBatch.of(sequences);
    TokenRows tokens = TokenRows.of(batch);
    if (tokens.size() == 0) {
      objective.gradient(new TokenScores(new float[0], new float[0]), tokens.starts());
      return;
    }
    try (NDManager scope = manager.newSubManager()) {
      NDArray states;
      try (Torch.GradientMode on = Torch.gradients(Torch.Recording.ON)) {
        states = SequenceScorer.responseStates(scope, decoder, batch, tokens);
      }
      NDArray upstream;
      try (Torch.GradientMode off = Torch.gradients(Torch.Recording.OFF)) {
        NDArray detached = states.stopGradient();
        Head head = new Head(decoder.head(), temperature);
        TokenGradients gradient =
            objective.gradient(
                head.scoresBeforeBackward(detached, tokens.targets()), tokens.starts());
        upstream = head.backward(detached, tokens.targets(), gradient, headGradient);
      }
      Torch.backward(states, upstream);
    }
  }

  /** Adds what was collected to {@code sums}, one array a parameter, and starts again at 0. */
  public void drainTo(float[][] sums) {
    int head = decoder.layout().head();
    try (Torch.GradientMode off = Torch.gradients(Torch.Recording.OFF)) {
      for (int i = 0; i < sums.length; i++) {
        NDArray leaf = decoder.parameter(i);
        try (NDArray gradient = leaf.getGradient()) {
          addInto(sums[i], gradient);
        }
        Torch.clearGradient(leaf); // not a product with 0, which would keep a NaN for ever
        if (i == head) {
          addInto(sums[i], headGradient);
          clearHeadGradient();
        }
      }
    }
  }

  private void clearHeadGradient() {
    if (headGradient != null) {
      headGradient.close();
    }
    headGradient = manager.zeros(decoder.head().getShape());
  }

  private static void addInto(float[] sum, NDArray gradient) {
    FloatBuffer values = Torch.values(gradient);
    if (values.remaining() != sum.length) {
      throw new IllegalArgumentException(
          "Cannot add " + values.remaining() + " gradients to " + sum.length + " sums");
    }
    for (int i = 0; i < sum.length; i++) {
      sum[i] += values.get(i);
    }
  }

  @Override
  public void close() {
    decoder.close();
    manager.close();
  }
}
