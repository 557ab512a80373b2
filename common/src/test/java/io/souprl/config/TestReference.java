package io.souprl.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * Holds conf/reference.yaml in step with the code. To write it anew: {@code mvn -pl common test
 * -Dtest=TestReference -Dsouprl.write-reference=true}.
 */
class TestReference {
  private static final Path FILE = ConfFiles.of("reference.yaml");

  @Test
  void isWhatTheRecordsSay() throws IOException {
    if (Boolean.getBoolean("souprl.write-reference")) {
      Files.writeString(FILE, SoupConfig.reference());
    }
    assertThat(Files.readString(FILE))
        .as("run this test with -Dsouprl.write-reference=true")
        .isEqualTo(SoupConfig.reference());
  }

  @Test
  void readsAsTheDefaults() {
    assertThat(SoupConfig.parse(SoupConfig.reference())).isEqualTo(SoupConfig.parse(""));
  }

  @Test
  void documentsDefaultRangeUnitAndOrigin() {
    assertThat(SoupConfig.reference())
        .contains(
            """
              # Newest stored rollouts of a prompt that are candidates.
              # Allowed: a whole number, 1 or more. Unit: rollouts.
              # The paper's abstract does not fix it: the default is this project's choice.
              max-per-prompt: 16
            """)
        .contains("  # Allowed: one of any, correct, incorrect, balanced.\n")
        .contains("  # Allowed: a number, more than 0: importance ratios need a policy that");
  }

  @Test
  void fitsIntoAHundredColumns() {
    assertThat(SoupConfig.reference().lines())
        .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(100));
  }
}
