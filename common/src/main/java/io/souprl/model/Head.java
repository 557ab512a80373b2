package io.souprl.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The output head on a list of hidden states: log-probabilities, entropies and their gradient, in
 * chunks of rows, so that no (tokens, vocabulary) array exists in full. The backward pass
 * recomputes a chunk's softmax instead of keeping it, unless one chunk holds all rows.
 *
 * <p>With p = softmax(z / T), H = -sum p log p and upstream gradients g on log p[target] and h on
 * H: d/dz = (g (onehot - p) - h p (log p + H)) / T.
 */
final class Head {
  /** Elements of one chunk of logits, 64 MiB of float32. */
  private static final long CHUNK_ELEMENTS = 16L << 20;

  /** Rows of logits that one chunk holds at most. */
  static int chunkRows(long vocabulary) {
    return (int) Math.max(1, CHUNK_ELEMENTS / vocabulary);
  }

  private final NDArray weight;
  private final double temperature;
  private final int chunkRows;
  private Chunk kept;

  /** The log-softmax of some rows and its exponential, (rows, vocabulary). */
  private record Chunk(NDArray logprobs, NDArray probabilities) {}

  /**
   * @param weight (vocabulary, hidden)
   * @param temperature divides the logits
   */
  Head(NDArray weight, double temperature) {
    this(weight, temperature, chunkRows(weight.getShape().get(0)));
  }

  Head(NDArray weight, double temperature, int chunkRows) {
    this.weight = weight;
    this.temperature = temperature;
    this.chunkRows = chunkRows;
  }

  /** Log-probabilities of each target given its hidden state (tokens, hidden). */
  float[] logprobs(NDArray hidden, long[] targets) {
    float[] logprobs = new float[targets.length];
    for (int from = 0; from < targets.length; from += chunkRows) {
      int to = Math.min(targets.length, from + chunkRows);
      try (NDManager scope = hidden.getManager().newSubManager()) {
        copyChosen(scope, logprobs(scope, hidden, from, to), targets, logprobs, from);
      }
    }
    return logprobs;
  }

  private static void copyChosen(
      NDManager scope, NDArray all, long[] targets, float[] logprobs, int from) {
    int count = (int) all.getShape().get(0);
    NDArray target =
        scope.create(Arrays.copyOfRange(targets, from, from + count), new Shape(count, 1));
    float[] chosen = Torch.gatherLast(all, target).toFloatArray();
    for (int i = 0; i < count; i++) {
      logprobs[from + i] = Math.min(0f, chosen[i]);
    }
  }

  /** Scores of each target given its hidden state (tokens, hidden). */
  TokenScores scores(NDArray hidden, long[] targets) {
    float[] logprobs = new float[targets.length];
    float[] entropies = new float[targets.length];
    for (int from = 0; from < targets.length; from += chunkRows) {
      int to = Math.min(targets.length, from + chunkRows);
      try (NDManager scope = hidden.getManager().newSubManager()) {
        Chunk chunk = chunk(scope, hidden, from, to);
        copyChosen(scope, chunk.logprobs(), targets, logprobs, from);
        NDArray products = chunk.probabilities().mul(chunk.logprobs());
        float[] entropy = products.sum(new int[] {1}).neg().toFloatArray();
        System.arraycopy(entropy, 0, entropies, from, entropy.length);
      }
    }
    return new TokenScores(logprobs, entropies);
  }

  /**
   * The same before {@link #backward} of the same states, which then need not compute a single
   * chunk again.
   */
  TokenScores scoresBeforeBackward(NDArray hidden, long[] targets) {
    if (targets.length <= chunkRows) {
      kept = chunk(hidden.getManager(), hidden, 0, targets.length);
    }
    return scores(hidden, targets);
  }

  /**
   * Back-propagates through the head.
   *
   * @param upstream d loss / d logprob and, where it is wanted, d loss / d entropy of each target
   * @param weightGradient (vocabulary, hidden), added to in place
   * @return d loss / d hidden, (tokens, hidden)
   */
  NDArray backward(
      NDArray hidden, long[] targets, TokenGradients upstream, NDArray weightGradient) {
    NDManager manager = hidden.getManager();
    List<NDArray> chunks = new ArrayList<>();
    for (int from = 0; from < targets.length; from += chunkRows) {
      int to = Math.min(targets.length, from + chunkRows);
      try (NDManager scope = manager.newSubManager()) {
        NDArray logits =
            logitGradient(scope, chunk(scope, hidden, from, to), targets, upstream, from);
        NDArray states = Torch.slice(hidden, 0, from, to);
        states.attach(scope);
        NDArray gradient = logits.matMul(weight); // (N, hidden)
        gradient.attach(manager);
        chunks.add(gradient);
        weightGradient.addi(logits.transpose().matMul(states));
      }
    }
    if (chunks.size() == 1) {
      return chunks.get(0);
    }
    return ai.djl.ndarray.NDArrays.concat(new ai.djl.ndarray.NDList(chunks), 0);
  }

  /** d loss / d logits of a chunk, (N, V), in the place of the chunk, which is used up. */
  private NDArray logitGradient(
      NDManager scope, Chunk chunk, long[] targets, TokenGradients upstream, int from) {
    NDArray all = chunk.logprobs();
    NDArray probabilities = chunk.probabilities();
    int to = from + (int) all.getShape().get(0);
    NDArray entropyPart = null;
    if (upstream.entropies() != null) {
      NDArray entropy = probabilities.mul(all).sum(new int[] {1}, true).neg(); // (N, 1)
      entropyPart =
          all.addi(entropy).muli(probabilities).muli(scaled(scope, upstream.entropies(), from, to));
    }
    NDArray target = scope.create(Arrays.copyOfRange(targets, from, to), new Shape(to - from, 1));
    NDArray above = scaled(scope, upstream.logprobs(), from, to);
    NDArray chosen = Torch.gatherLast(probabilities, target).neg().addi(1).muli(above); // (N, 1)
    NDArray gradient =
        Torch.scatterLast(probabilities.muli(above.negi()), target, chosen); // not a one-hot array
    return entropyPart == null ? gradient : gradient.subi(entropyPart);
  }

  /** What comes from above, over the temperature: (N, 1). */
  private NDArray scaled(NDManager scope, double[] upstream, int from, int to) {
    float[] scaled = new float[to - from];
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = (float) (upstream[from + i] / temperature);
    }
    return scope.create(scaled, new Shape(scaled.length, 1));
  }

  private Chunk chunk(NDManager scope, NDArray hidden, int from, int to) {
    if (kept != null) {
      return kept;
    }
    NDArray all = logprobs(scope, hidden, from, to);
    return new Chunk(all, all.exp());
  }

  private NDArray logprobs(NDManager scope, NDArray hidden, int from, int to) {
    NDArray states = Torch.slice(hidden, 0, from, to);
    states.attach(scope);
    NDArray logits = Torch.linear(states, weight, null).toType(DataType.FLOAT32, false);
    return (temperature == 1 ? logits : logits.div(temperature)).logSoftmax(-1);
  }
}
