package io.souprl.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;

/** The logits of a policy, which only its own package sees. */
public final class PolicyLogits {
  private PolicyLogits() {}

  /** The logits of every position, row-major: (tokens, vocabulary). */
  public static float[] of(Decoder decoder, int[] tokens) {
    try (Torch.GradientMode off = Torch.gradients(Torch.Recording.OFF);
        NDManager scope = Torch.newManager()) {
      TokenBatch batch = TokenBatch.of(List.of(new TokenSequence(tokens, 1)));
      NDArray hidden = Torch.slice(decoder.hidden(batch.tokenIds(scope)), 0, 0, tokens.length);
      return Torch.linear(hidden, decoder.head(), null).toFloatArray();
    }
  }
}
