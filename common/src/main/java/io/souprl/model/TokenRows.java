package io.souprl.model;

/**
 * The response tokens of a batch of right-padded rows, flattened: entry j stands for one response
 * token of one row.
 *
 * @param positions row * length + column of the hidden state that predicts the token
 * @param targets the token ids predicted
 * @param starts entry index of each row's first response token, plus the total at the end
 */
record TokenRows(long[] positions, long[] targets, int[] starts) {
  static TokenRows of(TokenBatch batch) {
    int rows = batch.sequences().size();
    int[] starts = new int[rows + 1];
    for (int row = 0; row < rows; row++) {
      starts[row + 1] = starts[row] + batch.sequences().get(row).responseLength();
    }
    long[] positions = new long[starts[rows]];
    long[] targets = new long[starts[rows]];
    for (int row = 0; row < rows; row++) {
      TokenSequence sequence = batch.sequences().get(row);
      for (int t = 0; t < sequence.responseLength(); t++) {
        int column = sequence.promptLength() + t;
        positions[starts[row] + t] = (long) row * batch.length() + column - 1;
        targets[starts[row] + t] = sequence.tokenIds()[column];
      }
    }
    return new TokenRows(positions, targets, starts);
  }

  int size() {
    return targets.length;
  }
}
