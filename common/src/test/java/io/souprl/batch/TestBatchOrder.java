package io.souprl.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.souprl.error.InputException;
import io.souprl.random.CounterRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TestBatchOrder {
  private static final List<String> IDS =
      IntStream.range(0, 12).mapToObj(i -> "prompt-" + i).toList();

  @Test
  void cutsTheHashedOrderIntoWholeBatches() {
    List<String> order = new ArrayList<>(IDS);
    order.sort(Comparator.comparingLong(id -> CounterRandom.hash("batch-order", 9, 2, 1, id)));
    assertThat(BatchOrder.of(IDS, 9, 2, 1, 4))
        .containsExactly(order.subList(0, 4), order.subList(4, 8), order.subList(8, 12));
  }

  @Test
  void ordersRoundsAndEpochsDifferentlyButNotByInputOrder() {
    List<String> reversed = new ArrayList<>(IDS);
    Collections.reverse(reversed);
    List<List<String>> batches = BatchOrder.of(IDS, 9, 2, 1, 4);
    assertThat(batches)
        .isEqualTo(BatchOrder.of(reversed, 9, 2, 1, 4))
        .isNotEqualTo(BatchOrder.of(IDS, 9, 2, 0, 4))
        .isNotEqualTo(BatchOrder.of(IDS, 9, 1, 1, 4))
        .isNotEqualTo(BatchOrder.of(IDS, 8, 2, 1, 4));
  }

  @Test
  void leavesTheLastBatchSmallerWhereItIsDense() {
    List<List<String>> whole = BatchOrder.of(IDS, 9, 2, 1, 12);
    assertThat(BatchOrder.dense(IDS, 9, 2, 1, 5))
        .containsExactly(
            whole.get(0).subList(0, 5), whole.get(0).subList(5, 10), whole.get(0).subList(10, 12));
    assertThat(BatchOrder.dense(IDS, 9, 2, 1, 4)).isEqualTo(BatchOrder.of(IDS, 9, 2, 1, 4));
    assertThat(BatchOrder.dense(List.of(), 9, 2, 1, 4)).isEmpty();
  }

  @Test
  void ordersEqualHashesById() {
    assertThat(HashOrder.of(List.of("c", "a", "b"), id -> id.equals("b") ? 0 : 1))
        .containsExactly("b", "a", "c");
  }

  @Test
  void refusesBatchesThatDoNotDivideTheRound() {
    assertThatThrownBy(() -> BatchOrder.of(IDS, 0, 0, 0, 5))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "training.groups-per-step: it is 5, which does not divide the 12 groups of a round. "
                + "Set it to a divisor of rollout.prompts-per-round.");
  }
}
