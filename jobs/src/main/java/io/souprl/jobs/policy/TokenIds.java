package io.souprl.jobs.policy;

import java.util.List;

/** Token ids of a row. */
final class TokenIds {
  private TokenIds() {}

  /** Elements of an array of int or bigint. */
  static int[] of(List<? extends Number> elements) throws RefusedRow {
    int[] ids = new int[elements.size()];
    for (int i = 0; i < ids.length; i++) {
      Number id = elements.get(i);
      if (id == null) {
        throw new RefusedRow("the token id at position " + i + " is null");
      }
      if (id.longValue() != id.intValue()) {
        throw outside(id.longValue(), i);
      }
      ids[i] = id.intValue();
    }
    return ids;
  }

  /** Refuses ids that are no row of the model's embedding. */
  static void requireWithin(int vocabularySize, int[] ids) throws RefusedRow {
    for (int i = 0; i < ids.length; i++) {
      if (ids[i] < 0 || ids[i] >= vocabularySize) {
        throw outside(ids[i], i);
      }
    }
  }

  private static RefusedRow outside(long id, int position) {
    return new RefusedRow(
        "the token id %d at position %d is outside the vocabulary".formatted(id, position));
  }
}
