package io.souprl.jobs.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.souprl.jobs.packaging.Launcher;
import io.souprl.jobs.packaging.Outcome;
import io.souprl.table.TableName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run whose process is halted in the middle of every stage and between every stage's data and
 * manifest comes out as one that was left alone: the same rows, the same checkpoint bytes.
 */
@Tag("slow")
class KilledRunIT {
  private static final int HALTED = 137;
  private static final List<String> POINTS =
      List.of(
          "warmup.mid",
          "warmup.after-data",
          "evaluation.mid",
          "evaluation.after-data",
          "rollout.mid",
          "rollout.after-data",
          "scoring.mid",
          "scoring.after-data",
          "training.mid",
          "checkpoint.written",
          "checkpoint.placed",
          "training.after-data");

  private static final String GENERATED = "prefix.source=generated";

  @TempDir private Path folder;

  @Test
  void endsAsAnUndisturbedRunDoesAfterAKillAtEveryPoint() {
    Path undisturbed = folder.resolve("undisturbed");
    Outcome once = quickstart(undisturbed, "");
    assertThat(once.exitCode()).as(once.errors()).isZero();

    Path killed = folder.resolve("killed");
    StringBuilder logs = new StringBuilder();
    for (String point : POINTS) {
      logs.append(requireHalt(killed, point).errors());
    }
    assertThat(logs)
        .contains("cleared what a process left that did not end well")
        .contains("round 0 rollout: its rows are there, only its manifest row is missing")
        .contains("are there already and stay as they are");
    Outcome last = quickstart(killed, "");
    assertThat(last.exitCode()).as(last.errors()).isZero();
    RunContents.requireSame(killed, undisturbed);

    Outcome again = quickstart(killed, "");
    assertThat(again.exitCode()).as(again.errors()).isZero();
    assertThat(again.errors())
        .contains("round 0 rollout: already done", "round 1 training: already done");
    assertThat(RunContents.rows(killed, TableName.ROUNDS))
        .isEqualTo(RunContents.rows(undisturbed, TableName.ROUNDS));
  }

  @Test
  void endsAsAnUndisturbedRunDoesAfterAKillBetweenGeneratedPrefixes() {
    Path undisturbed = folder.resolve("undisturbed");
    Outcome once = quickstart(undisturbed, "", GENERATED);
    assertThat(once.exitCode()).as(once.errors()).isZero();

    Path killed = folder.resolve("killed");
    requireHalt(killed, "rollout.prefixes", GENERATED);
    Outcome last = quickstart(killed, "", GENERATED);
    assertThat(last.exitCode()).as(last.errors()).isZero();
    RunContents.requireSame(killed, undisturbed);
  }

  private Outcome requireHalt(Path run, String point, String... settings) {
    Outcome outcome = quickstart(run, "-Dsouprl.test.halt-at=" + point, settings);
    assertThat(outcome.exitCode()).as(point + "\n" + outcome.errors()).isEqualTo(HALTED);
    return outcome;
  }

  private Outcome quickstart(Path run, String javaOptions, String... settings) {
    List<String> all = new ArrayList<>(List.of(settings));
    all.add("run.id=kills");
    return Launcher.in(folder)
        .with("SOUPRL_JAVA_OPTS", javaOptions)
        .smoke(run, 2, all.toArray(String[]::new));
  }
}
