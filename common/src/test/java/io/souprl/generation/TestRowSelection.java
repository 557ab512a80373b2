package io.souprl.generation;

import static org.assertj.core.api.Assertions.assertThat;

import io.souprl.model.TokenBatch;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TestRowSelection {
  @Test
  void keepsAllRowsUntilAFifthIsDone() {
    assertThat(RowSelection.kept(done(100, 19))).containsExactly(IntStream.range(0, 100).toArray());
  }

  @Test
  void dropsTheDoneRowsFromAFifthOn() {
    assertThat(RowSelection.kept(done(100, 20)))
        .containsExactly(IntStream.range(20, 100).toArray());
  }

  @Test
  void fillsUpWithDoneRowsToTheLeastNumber() {
    int[] kept = RowSelection.kept(done(100, 97));
    assertThat(kept).hasSize(TokenBatch.MINIMUM_ROWS).startsWith(97, 98, 99, 0, 1);
    assertThat(kept).doesNotHaveDuplicates();
  }

  @Test
  void leavesTheSmallestBatchAlone() {
    assertThat(RowSelection.kept(done(TokenBatch.MINIMUM_ROWS, 15)))
        .hasSize(TokenBatch.MINIMUM_ROWS);
  }

  /** The first {@code finished} of {@code rows} rows are done. */
  private static List<Boolean> done(int rows, int finished) {
    List<Boolean> done = new ArrayList<>(Collections.nCopies(rows, false));
    Collections.fill(done.subList(0, finished), true);
    return done;
  }
}
