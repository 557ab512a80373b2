package io.souprl.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import io.souprl.random.CounterRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TestDecodingBatch {
  private static final int ROWS = 40;

  @Test
  void decodesTheRowsThatAreLeftAsBefore() {
    int[] kept = {31, 2, 17, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 39, 0, 20};
    boolean[] live = new boolean[ROWS];
    Arrays.stream(kept).forEach(row -> live[row] = true);
    try (NDManager manager = Torch.newManager();
        Decoder decoder = Decoder.of(manager, SmallPolicy.weights(SmallPolicy.config()));
        DecodingBatch all = new DecodingBatch(decoder, 1, TokenFilter.NONE);
        DecodingBatch fewer = new DecodingBatch(decoder, 1, TokenFilter.NONE)) {
      all.admit(rows());
      fewer.admit(rows());
      all.next();
      all.keep(every(ROWS));
      all.advance();
      fewer.next();
      int[] order = fewer.keep(live);
      fewer.advance();
      assertThat(order).containsExactlyInAnyOrder(kept);
      assertThat(fewer.rows()).isEqualTo(kept.length);
      NextToken expected = all.next();
      NextToken actual = fewer.next();
      for (int i = 0; i < order.length; i++) {
        assertThat(actual.tokenIds()[i]).isEqualTo(expected.tokenIds()[order[i]]);
        assertThat(Math.abs(actual.logprobs()[i] - expected.logprobs()[order[i]]))
            .isLessThan(1e-5f);
      }
    }
  }

  @Test
  void givesCacheBackAsRowsLeave() {
    try (NDManager manager = Torch.newManager();
        Decoder decoder = Decoder.of(manager, SmallPolicy.weights(SmallPolicy.config()));
        DecodingBatch batch = new DecodingBatch(decoder, 1, TokenFilter.NONE)) {
      batch.admit(rows());
      long full = batch.cacheTokens();
      assertThat(full).isEqualTo(batch.extent().cacheTokens());
      batch.next();
      boolean[] live = new boolean[ROWS];
      Arrays.fill(live, 0, ROWS / 4, true);
      batch.keep(live);
      assertThat(batch.cacheTokens()).isLessThanOrEqualTo(full / 4).isPositive();
      batch.next();
      batch.keep(new boolean[ROWS / 4]);
      assertThat(batch.cacheTokens()).isZero();
    }
  }

  private static List<DecodingRow> rows() {
    List<int[]> prompts = SmallPolicy.prompts(ROWS);
    List<DecodingRow> rows = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      rows.add(new DecodingRow(prompts.get(i), new int[0], 4, CounterRandom.of("decoding", 3, i)));
    }
    return rows;
  }

  private static boolean[] every(int rows) {
    boolean[] live = new boolean[rows];
    Arrays.fill(live, true);
    return live;
  }
}
