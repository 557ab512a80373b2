package io.souprl.jobs.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.souprl.generation.FinishReason;
import io.souprl.jobs.table.PolicyVersion;
import io.souprl.soup.Segment;
import java.util.List;
import org.junit.jupiter.api.Test;

class TestPrefix {
  private static final PolicyVersion PAST = new PolicyVersion(3, "uri", "hash");
  private static final int[] TOKENS = {7, 8, 2};
  private static final float[] LOGPROBS = {-1, -2, -3};

  @Test
  void endsBeforeTheEndOfSequence() {
    Prefix prefix = Prefix.generated(1, PAST, TOKENS, LOGPROBS, FinishReason.STOP);
    assertThat(prefix.sampleIndex()).isEqualTo(1);
    assertThat(prefix.tokenIds()).containsExactly(7, 8);
    assertThat(prefix.behaviourLogprobs()).containsExactly(-1, -2);
    assertThat(prefix.segments()).containsExactly(new Segment(3, "hash", null, 2));
    assertThat(prefix.rolloutId()).isNull();
  }

  @Test
  void isAllThatWasSampledWithoutAnEndOfSequence() {
    Prefix prefix = Prefix.generated(1, PAST, TOKENS, LOGPROBS, FinishReason.LENGTH);
    assertThat(prefix.tokenIds()).containsExactly(TOKENS);
    assertThat(prefix.segments()).containsExactly(new Segment(3, "hash", null, 3));
  }

  @Test
  void isNoneWhenNothingIsLeftBeforeTheEndOfSequence() {
    Prefix prefix = Prefix.generated(1, PAST, new int[] {2}, new float[] {-1}, FinishReason.STOP);
    assertThat(prefix.tokenIds()).isEmpty();
    assertThat(prefix.segments()).isEmpty();
    assertThat(prefix.error()).isNull();
  }

  @Test
  void keepsStretchesAndLogProbabilitiesOfAMixedRollout() {
    Segment older = new Segment(1, "one", "a", 1);
    HistoryRollout mixed =
        new HistoryRollout(
            "b", 2, 0, true, TOKENS, LOGPROBS, List.of(older, new Segment(2, "two", null, 2)));
    Prefix prefix = Prefix.cut(4, mixed, 2);
    assertThat(prefix.tokenIds()).containsExactly(7, 8);
    assertThat(prefix.behaviourLogprobs()).containsExactly(-1, -2);
    assertThat(prefix.segments()).containsExactly(older, new Segment(2, "two", "b", 1));
    assertThat(prefix.rolloutId()).isEqualTo("b");
  }

  @Test
  void saysWhichPolicyFailed() {
    assertThat(Prefix.failed(0, PAST, "too long").error())
        .isEqualTo("the prefix by policy version 3: too long");
  }
}
