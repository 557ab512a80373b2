package io.souprl.jobs.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.souprl.table.StageName;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TestRoundTimes {
  @Test
  void addsUpTheStagesAndDividesTheTokens() {
    Map<StageName, Map<String, Double>> metrics = new RoundTimes(5, 1, 4).metrics(2000);

    assertThat(metrics.get(StageName.ROLLOUT)).isEqualTo(Map.of("timing_s/gen", 5.0));
    assertThat(metrics.get(StageName.SCORING)).isEqualTo(Map.of("timing_s/reward", 1.0));
    assertThat(metrics.get(StageName.TRAINING))
        .isEqualTo(
            Map.of("timing_s/update_actor", 4.0, "timing_s/step", 10.0, "perf/throughput", 200.0));
  }

  @Test
  void knowsNoThroughputWithoutTheTimeOfEveryStage() {
    Map<String, Double> training =
        new RoundTimes(5, Double.NaN, 4).metrics(2000).get(StageName.TRAINING);

    assertThat(training).containsEntry("timing_s/update_actor", 4.0);
    assertThat(training.get("timing_s/step")).isNaN();
    assertThat(training.get("perf/throughput")).isNaN();
  }
}
