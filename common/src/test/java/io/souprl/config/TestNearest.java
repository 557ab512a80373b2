package io.souprl.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class TestNearest {

  @Test
  void countsEdits() {
    assertThat(Nearest.edits("kitten", "sitting")).isEqualTo(3);
    assertThat(Nearest.edits("gruop", "group")).isEqualTo(1);
    assertThat(Nearest.edits("", "abc")).isEqualTo(3);
  }

  @Property(tries = 100)
  void countsTheSameInBothDirections(
      @ForAll @AlphaChars @StringLength(max = 8) String one,
      @ForAll @AlphaChars @StringLength(max = 8) String other) {
    assertThat(Nearest.edits(one, other)).isEqualTo(Nearest.edits(other, one));
    assertThat(Nearest.edits(one, other) == 0).isEqualTo(one.equals(other));
  }

  @Test
  void findsNothingFarAway() {
    assertThat(Nearest.to("abcdef", List.of("uvwxyz"))).isEmpty();
    assertThat(Nearest.to("abcdef", List.of("abcxyz", "abcdxy"))).hasValue("abcdxy");
  }
}
