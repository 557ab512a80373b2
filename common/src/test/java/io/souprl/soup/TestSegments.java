package io.souprl.soup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TestSegments {
  /** Rollout "b" of version 2: 4 tokens of rollout "a", then 6 of its own. */
  private static final List<Segment> MIXED =
      List.of(new Segment(1, "hash1", "a", 4), new Segment(2, "hash2", null, 6));

  @Test
  void namesTheStoredRolloutAsSourceOfItsOwnTokens() {
    List<Segment> plain = List.of(new Segment(2, "hash2", null, 6));
    assertThat(Segments.cut(plain, "b", 5)).containsExactly(new Segment(2, "hash2", "b", 5));
  }

  @Test
  void keepsOlderSources() {
    assertThat(Segments.cut(MIXED, "b", 7))
        .containsExactly(new Segment(1, "hash1", "a", 4), new Segment(2, "hash2", "b", 3));
    assertThat(Segments.cut(MIXED, "b", 4)).containsExactly(new Segment(1, "hash1", "a", 4));
    assertThat(Segments.cut(MIXED, "b", 3)).containsExactly(new Segment(1, "hash1", "a", 3));
  }

  @Test
  void appendsTheCurrentPolicysStretch() {
    List<Segment> segments = Segments.append(Segments.cut(MIXED, "b", 3), 7, "hash7", 9);
    assertThat(segments)
        .containsExactly(new Segment(1, "hash1", "a", 3), new Segment(7, "hash7", null, 9));
    assertThat(Segments.append(List.of(), 7, "hash7", 9))
        .containsExactly(new Segment(7, "hash7", null, 9));
  }

  @Property
  void coversPrefixAndContinuation(
      @ForAll @IntRange(min = 1, max = 10) int prefix,
      @ForAll @IntRange(min = 1, max = 10) int continuation) {
    List<Segment> segments =
        Segments.append(Segments.cut(MIXED, "b", prefix), 7, "hash7", continuation);
    assertThat(Segments.length(segments)).isEqualTo(prefix + continuation);
    assertThat(Segments.cover(segments, prefix + continuation)).isTrue();
    assertThat(Segments.cover(segments, prefix + continuation + 1)).isFalse();
    assertThat(Segments.cover(segments, prefix + continuation - 1)).isFalse();
  }

  @Test
  void refusesCutsBeyondTheResponse() {
    assertThatThrownBy(() -> Segments.cut(MIXED, "b", 11))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot cut 11 tokens from rollout b: its segments hold 10");
    assertThatThrownBy(() -> Segments.cut(MIXED, "b", 0))
        .hasMessage("Cannot cut 0 tokens from rollout b: its segments hold 10");
    assertThatThrownBy(() -> Segments.append(List.of(), 1, "hash1", 0))
        .hasMessage("Cannot make a segment of 0 tokens");
  }
}
