package io.souprl.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.souprl.batch.PromptSelection;
import io.souprl.model.ComputeType;
import io.souprl.optim.LearningRateSchedule;
import io.souprl.soup.LossAggregation;
import io.souprl.soup.PrefixLoss;
import io.souprl.task.CountdownModel;
import java.util.List;
import org.junit.jupiter.api.Test;

class TestConfFiles {
  private final SoupConfig quickstart = SoupConfig.load(ConfFiles.of("quickstart.yaml"), List.of());
  private final SoupConfig smoke = SoupConfig.load(ConfFiles.of("smoke.yaml"), List.of());

  @Test
  void quickstartTrainsInTheSettingThatWasMeasured() {
    assertThat(quickstart.rollout())
        .isEqualTo(
            new RolloutConfig(
                256,
                1,
                PromptSelection.SHUFFLED,
                0.05,
                0.95,
                4,
                2,
                1.0,
                24,
                0.05,
                2,
                512,
                65_536,
                ComputeType.FLOAT32));
    assertThat(quickstart.training().groupsPerStep()).isEqualTo(16);
    assertThat(quickstart.training().threads()).isEqualTo(2);
    assertThat(quickstart.training().optimizer())
        .isEqualTo(
            new OptimizerConfig(
                4e-4, 0.9, 0.95, 1e-8, 0, 1, LearningRateSchedule.Shape.CONSTANT, 0, 0, 0.1));
    assertThat(quickstart.loss())
        .isEqualTo(
            new LossConfig(
                0.2, 0.28, 0.2, 0.28, 0, PrefixLoss.RATIO, LossAggregation.TOKEN_MEAN, 0));
    assertThat(quickstart.history()).isEqualTo(new HistoryConfig(64, 16, false));
    assertThat(quickstart.training().gate().enabled()).isTrue();
    assertThat(quickstart.evaluation().samples()).isEqualTo(32);
  }

  @Test
  void quickstartEndsItsScheduleWithItsDemonstrations() {
    assertThat(quickstart.warmup().threads()).isEqualTo(2);
    assertThat(quickstart.warmup().optimizer())
        .isEqualTo(
            new OptimizerConfig(
                5e-3, 0.9, 0.95, 1e-8, 0.01, 1, LearningRateSchedule.Shape.COSINE, 100, 1500, 0.1));
    assertThat(steps(quickstart)).isEqualTo(1500);
  }

  @Test
  void smokeIsTheSameInSmall() {
    assertThat(smoke.rollout())
        .isEqualTo(
            new RolloutConfig(
                16,
                1,
                PromptSelection.SHUFFLED,
                0.05,
                0.95,
                4,
                2,
                1.0,
                24,
                0.05,
                2,
                512,
                65_536,
                ComputeType.FLOAT32));
    assertThat(smoke.training().groupsPerStep()).isEqualTo(4);
    assertThat(smoke.evaluation().samples()).isEqualTo(8);
    assertThat(smoke.quickstart())
        .isEqualTo(new QuickstartConfig(3, CountdownModel.MEDIUM, 32, 16, 6400, 0.5, 2, 2, 9));
    assertThat(steps(smoke)).isEqualTo(smoke.warmup().optimizer().totalSteps());
    assertThat(smoke.loss()).isEqualTo(quickstart.loss());
    assertThat(smoke.training().optimizer()).isEqualTo(quickstart.training().optimizer());
  }

  private static int steps(SoupConfig config) {
    int rows = config.quickstart().demonstrations() * config.warmup().epochs();
    return (rows + config.warmup().batchSize() - 1) / config.warmup().batchSize();
  }
}
