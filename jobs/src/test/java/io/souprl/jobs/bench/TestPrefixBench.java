package io.souprl.jobs.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.souprl.error.InputException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestPrefixBench {
  @TempDir private Path work;

  private PrefixBenchOptions options(int prefixed, int tokens) {
    return new PrefixBenchOptions(2, 4, prefixed, tokens, 0.5, 2, 1, 8, 4096, work);
  }

  @Test
  void countsTheTokensThatPrefixesSave() {
    ObjectNode report = PrefixBench.run(options(2, 40));
    assertThat(report.at("/grpo/tokens").asLong()).isEqualTo(2 * 4 * 40);
    long saved = 2 * 4 * 40 - report.at("/soup/tokens").asLong();
    assertThat(saved).isBetween(4L, 4 * 20L);
    assertThat(report.get("token_ratio").asDouble()).isEqualTo(1 - saved / 320.0, within(1e-12));
    assertThat(report.at("/grpo/seconds")).hasSize(2);
    assertThat(report.at("/time_ratio/median").asDouble()).isPositive();
  }

  @Test
  void refusesWhatCannotBeMeant() {
    assertThatThrownBy(() -> PrefixBench.run(options(5, 2000)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("--prefixed-per-group: it is 5. Give 0 to 4.")
        .hasMessageContaining("--response-tokens: it is 2000. Give 2 to 900.");
  }
}
