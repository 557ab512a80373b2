package io.souprl.jobs.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.souprl.config.GateConfig;
import io.souprl.config.SoupConfig;
import io.souprl.jobs.LocalSpark;
import io.souprl.soup.ClipBounds;
import io.souprl.soup.DriftGate;
import io.souprl.soup.PrefixLoss;
import io.souprl.soup.TokenLossSettings;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.assertj.core.data.Offset;
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
                + " above its bound of 0.1 (training.gate.max-abs-kl). "
                + DriftGate.REMEDY);
  }

  @Test
  void refusesAZoneThatHasABoundOfItsOwn() {
    RecordedDrift drift = drift(0.05f);
    drift.requireWithin(gate("training.gate.prefix.max-abs-kl=0.06"), 3);
    assertThatThrownBy(
            () ->
                drift.requireWithin(
                    gate(
                        "training.gate.prefix.max-abs-kl=0.04",
                        "training.gate.continuation.min-mean-ratio=0.99"),
                    3))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "Cannot train round 3: the gate refuses it. The prefix zone has drifted: |kl| is"
                + " 0.05000, above its bound of 0.04 (training.gate.prefix.max-abs-kl). The"
                + " continuation zone has drifted: mean ratio is 0.9512, below its bound of 0.99"
                + " (training.gate.continuation.min-mean-ratio). "
                + DriftGate.REMEDY);
  }

  @Test
  void givesVerlsMetricsAndThoseOfTheZones() {
    Map<String, Double> metrics = drift(0.25f).metrics();
    double ratio = Math.exp(-0.25);
    double behaviour = 1.75 / 3;
    Offset<Double> rounding = within(1e-6);
    assertThat(metrics.get("rollout_corr/kl")).isCloseTo(0.25, rounding);
    assertThat(metrics.get("rollout_corr/k3_kl")).isCloseTo(ratio - 1 + 0.25, rounding);
    assertThat(metrics.get("rollout_corr/chi2_token")).isCloseTo(ratio * ratio - 1, rounding);
    assertThat(metrics.get("rollout_corr/rollout_is_eff_sample_size")).isCloseTo(1, rounding);
    assertThat(metrics.get("rollout_corr/ratio_mean")).isCloseTo(ratio, rounding);
    assertThat(metrics.get("rollout_corr/ratio_max")).isCloseTo(ratio, rounding);
    assertThat(metrics.get("rollout_corr/training_log_ppl")).isCloseTo(behaviour + 0.25, rounding);
    assertThat(metrics.get("rollout_corr/rollout_log_ppl")).isCloseTo(behaviour, rounding);
    assertThat(metrics.get("rollout_corr/training_ppl"))
        .isCloseTo(Math.exp(behaviour + 0.25), rounding);
    assertThat(metrics.get("rollout_corr/rollout_ppl")).isCloseTo(Math.exp(behaviour), rounding);
    assertThat(metrics.get("rollout_corr/log_ppl_diff")).isCloseTo(0.25, rounding);
    assertThat(metrics.get("rollout_corr/log_ppl_abs_diff")).isCloseTo(0.25, rounding);
    assertThat(metrics.get("rollout_corr/log_ppl_diff_max")).isCloseTo(0.25, rounding);
    assertThat(metrics.get("rollout_corr/log_ppl_diff_min")).isCloseTo(0.25, rounding);
    assertThat(metrics.get("rollout_corr/ppl_ratio")).isCloseTo(1 / ratio, rounding);
    assertThat(metrics.get("rollout_corr/chi2_seq")).isCloseTo(Math.pow(ratio, 6) - 1, rounding);
    assertThat(metrics.get("soup/prefix/recorded_ess")).isCloseTo(1, rounding);
    assertThat(metrics.get("soup/continuation/recorded_kl")).isCloseTo(0.25, rounding);
  }
}
