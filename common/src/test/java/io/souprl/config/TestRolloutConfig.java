package io.souprl.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestRolloutConfig {
  /** 1.1 is a little more than 11 / 10 in binary, which must not make a twelfth prompt. */
  @ParameterizedTest
  @CsvSource({
    "1.0, 10, 10",
    "1.1, 10, 11",
    "1.5, 5, 8",
    "3, 7, 21",
    "1.00001, 10, 11",
    "1e300, 10, 2147483647"
  })
  void roundsThePromptsOfAnOversampledRoundUp(String oversample, int prompts, int sampled) {
    SoupConfig config =
        SoupConfig.parse(
            "",
            List.of(
                "rollout.oversample=" + oversample,
                "rollout.prompts-per-round=" + prompts,
                "training.groups-per-step=" + prompts));
    assertThat(config.rollout().sampledPrompts()).isEqualTo(sampled);
  }
}
