package io.souprl.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Teacher-forced log-probabilities and entropies of responses, without gradients. */
public final class SequenceScorer {
  private final Decoder decoder;
  private final double temperature;
  private final int maxTokens;

  /**
   * @param temperature divides the logits, above 0
   * @param maxTokens padded tokens of one forward pass at most
   */
  public SequenceScorer(Decoder decoder, double temperature, int maxTokens) {
    this.decoder = decoder;
    this.temperature = temperature;
    this.maxTokens = maxTokens;
  }

  /** Scores of every sequence's response tokens, in the order given. */
  public List<TokenScores> score(List<TokenSequence> sequences) {
    TokenScores[] scores = new TokenScores[sequences.size()];
    try (Torch.GradientMode mode = Torch.gradients(Torch.Recording.OFF);
        NDManager manager = decoder.newManager()) {
      for (int[] rows : TokenBatch.pack(sequences, maxTokens)) {
        score(manager, sequences, rows, scores);
      }
    }
    return Arrays.asList(scores);
  }

  private void score(
      NDManager manager, List<TokenSequence> sequences, int[] rows, TokenScores[] scores) {
    List<TokenSequence> chosen = new ArrayList<>(rows.length);
    for (int row : rows) {
      chosen.add(sequences.get(row));
    }
    TokenBatch batch = TokenBatch.of(chosen);
    TokenRows tokens = TokenRows.of(batch);
    try (NDManager scope = manager.newSubManager()) {
      NDArray states = responseStates(scope, decoder, batch, tokens);
      TokenScores all = new Head(decoder.head(), temperature).scores(states, tokens.targets());
      for (int i = 0; i < rows.length; i++) {
        int from = tokens.starts()[i];
        int to = tokens.starts()[i + 1];
        scores[rows[i]] =
            new TokenScores(
                Arrays.copyOfRange(all.logprobs(), from, to),
                Arrays.copyOfRange(all.entropies(), from, to));
      }
    }
  }

  /** Hidden states (response tokens, hidden) that predict the batch's response tokens. */
  static NDArray responseStates(
      NDManager scope, Decoder decoder, TokenBatch batch, TokenRows tokens) {
    NDArray hidden = decoder.hidden(batch.tokenIds(scope)); // (B * T, hidden)
    return Torch.rows(scope.create(tokens.positions()), hidden);
  }
}
