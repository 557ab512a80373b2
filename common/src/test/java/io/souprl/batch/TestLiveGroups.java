package io.souprl.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TestLiveGroups {
  private static final List<String> ORDER = List.of("c", "a", "d", "b");

  @Test
  void takesTheFirstLiveOnesOfTheRound() {
    LiveGroups groups = LiveGroups.of(ORDER, Set.of("a", "b", "d"), 2);
    assertThat(groups).isEqualTo(new LiveGroups(List.of("a", "d"), List.of("b"), List.of("c")));
    assertThat(groups.live()).isEqualTo(3);
    assertThat(groups.leftOut()).containsExactly("b", "c");
  }

  @Test
  void takesAllWhereTheyAreFewerThanWanted() {
    assertThat(LiveGroups.of(ORDER, Set.of("b"), 2))
        .isEqualTo(new LiveGroups(List.of("b"), List.of(), List.of("c", "a", "d")));
    assertThat(LiveGroups.of(ORDER, Set.of(), 2).taken()).isEmpty();
  }

  @Property
  void putsEveryGroupInOnePlace(
      @ForAll @IntRange(min = 0, max = 255) int live,
      @ForAll @IntRange(min = 1, max = 9) int wanted) {
    List<String> order = IntStream.range(0, 8).mapToObj(i -> "prompt-" + i).toList();
    List<String> withVariance =
        IntStream.range(0, 8).filter(i -> (live >> i & 1) == 1).mapToObj(order::get).toList();
    LiveGroups groups = LiveGroups.of(order, withVariance, wanted);
    List<String> all = new ArrayList<>(groups.taken());
    all.addAll(groups.leftOut());
    assertThat(all).containsExactlyInAnyOrderElementsOf(order);
    assertThat(groups.taken())
        .isEqualTo(withVariance.subList(0, Math.min(wanted, withVariance.size())));
    assertThat(groups.live()).isEqualTo(withVariance.size());
  }
}
