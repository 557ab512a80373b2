package io.souprl.jobs.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.souprl.config.GateConfig;
import io.souprl.config.SoupConfig;
import io.souprl.jobs.LocalSpark;
import io.souprl.soup.ClipBounds;
import io.souprl.soup.PrefixLoss;
import io.souprl.soup.TokenLossSettings;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;

class TestRecordedDrift {
  private static final TokenLossSettings SETTINGS =
      new TokenLossSettings(
          PrefixLoss.RATIO, new ClipBounds(0.2, 0.2), new ClipBounds(0.2, 0.2), 0);

  /** One rollout with a prefix of one token, one without, of three tokens each. */
  private static RecordedDrift drift(float shift) {
    GroupedRollout plain = RolloutFixture.rollout(0, 1.0).withAdvantage(1, null);
    float[] current = plain.behaviourLogprobs().clone();
    for (int t = 0; t < current.length; t++) {
      current[t] -= shift;
    }
    GroupedRollout drifted = RolloutFixture.withCurrent(plain, current);
    JavaRDD<GroupedRollout> rows =
        JavaSparkContext.fromSparkContext(LocalSpark.session().sparkContext())
            .parallelize(List.of(drifted, RolloutFixture.prefixed(drifted, 1)), 2);
    return RecordedDrift.of(rows, SETTINGS);
  }

  private static GateConfig gate(String... overrides) {
    return SoupConfig.parse("", List.of(overrides)).training().gate();
  }

  @Test
  void sumsPrefixesAndContinuationsApart() {
    RecordedDrift drift = drift(0.25f);
    assertThat(drift.continuation().tokens()).isEqualTo(5);
    assertThat(drift.continuation().kl()).isCloseTo(0.25, within(1e-6));
    assertThat(drift.all().tokens())
        .isEqualTo(drift.prefix().tokens() + drift.continuation().tokens());
  }

  @Test
  void letsARoundWithinTheBoundsPass() {
    drift(0.05f).requireWithin(gate(), 3);
    drift(5).requireWithin(gate("training.gate.enabled=false"), 3);
  }

  @Test
  void refusesARoundThatHasDrifted() {
    RecordedDrift drift = drift(0.25f);
    assertThatThrownBy(() -> drift.requireWithin(gate(), 3))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "Cannot train round 3: the gate refuses it. The batch has drifted: |kl| is 0.2500,"
                + " above its bound of 0.1. Use newer history (history.window) or shorter prefixes"
                + " (prefix.max-fraction), or check that the rollouts belong to this checkpoint.");
  }
}
