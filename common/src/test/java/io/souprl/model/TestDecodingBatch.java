package io.souprl.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TestDecodingBatch {
  private static final int ROWS = 40;

  @Test
  void decodesOnlyTheRowsThatWereKeptAndAsBefore() {
    List<int[]> prompts = SmallPolicy.prompts(ROWS);
    int[] kept = {31, 2, 17, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 39, 0, 20};
    try (NDManager manager = Torch.newManager();
        Decoder decoder = Decoder.of(manager, SmallPolicy.weights(SmallPolicy.config()));
        DecodingBatch all = new DecodingBatch(decoder, prompts, new int[ROWS], 1, 4);
        DecodingBatch fewer = new DecodingBatch(decoder, prompts, new int[ROWS], 1, 4)) {
      long[] first = all.next(uniforms(ROWS)).tokenIds();
      all.advance(first);
      fewer.keep(kept);
      fewer.advance(Arrays.stream(kept).mapToLong(row -> first[row]).toArray());
      NextToken expected = all.next(uniforms(ROWS));
      NextToken actual = fewer.next(uniforms(kept.length));
      assertThat(actual.tokenIds()).hasSize(kept.length);
      for (int i = 0; i < kept.length; i++) {
        assertThat(actual.tokenIds()[i]).isEqualTo(expected.tokenIds()[kept[i]]);
        assertThat(Math.abs(actual.logprobs()[i] - expected.logprobs()[kept[i]])).isLessThan(1e-5f);
      }
    }
  }

  private static double[] uniforms(int rows) {
    double[] uniforms = new double[rows];
    Arrays.fill(uniforms, 0.4);
    return uniforms;
  }
}
