package io.souprl.jobs.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.souprl.error.InputException;
import io.souprl.jobs.HandMadeRun;
import io.souprl.jobs.TinyRun;
import io.souprl.jobs.run.Run;
import io.souprl.table.StageName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestNamedRounds {
  private static final String MONDAY = "souprl_round/scheduled__2026-11-23T00:00:00+00:00";
  private static final String TUESDAY = "souprl_round/scheduled__2026-11-24T00:00:00+00:00";

  @TempDir private Path home;

  @Test
  void aNameKeepsItsRoundWhenThatIsDone() {
    Path folder = home.resolve("run");
    try (HandMadeRun made = TinyRun.in(folder)) {
      Run run = made.run();
      assertThat(NamedRounds.of(run, MONDAY)).isZero();
      assertThat(NamedRounds.of(run, TUESDAY)).as("round 0 is not done").isZero();
      made.done(StageName.TRAINING, 0);
      assertThat(NamedRounds.of(run, MONDAY)).isZero();
      assertThat(NamedRounds.of(run, "wednesday")).isEqualTo(1);
    }
    try (HandMadeRun again = TinyRun.again(folder)) {
      assertThat(NamedRounds.of(again.run(), MONDAY)).isZero();
      assertThat(NamedRounds.of(again.run(), "wednesday")).isEqualTo(1);
      assertThat(NamedRounds.of(again.run(), "thursday")).isEqualTo(1);
    }
  }

  @Test
  void staysInItsFolderAndNamesAFileThatIsNotItsOwn() throws IOException {
    Path folder = home.resolve("run");
    try (HandMadeRun made = TinyRun.in(folder)) {
      Run run = made.run();
      assertThat(NamedRounds.of(run, "../../escaped")).isZero();
      assertThat(NamedRounds.of(run, "..")).isZero();
      try (var files = Files.list(folder.resolve("names"))) {
        assertThat(files.filter(file -> !file.toString().endsWith(".crc"))).hasSize(2);
      }
      assertThatThrownBy(() -> NamedRounds.of(run, " "))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("--name: it is empty.");
      assertThatThrownBy(() -> NamedRounds.of(run, "x".repeat(201)))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("--name: it is longer than 200 bytes.");
      run.directory().write("names/odd", "first\n");
      assertThatThrownBy(() -> NamedRounds.of(run, "odd"))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("/names/odd: it holds no round.");
    }
  }
}
