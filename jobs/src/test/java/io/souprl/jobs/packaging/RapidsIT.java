package io.souprl.jobs.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.souprl.table.ViewName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Which parts of our SQL would run on a GPU, as the RAPIDS Accelerator says without one (its
 * explainOnly mode), for a round and every view.
 */
@Tag("heavy")
class RapidsIT {
  @TempDir private Path folder;
  private Launcher launcher;

  @BeforeEach
  void usePlugin() throws IOException {
    Path jar = Path.of(System.getProperty("souprl.heavy-rapids"));
    assertThat(jar).as("-Dheavy.rapids").isRegularFile();
    Path conf = folder.resolve("rapids.conf");
    Files.writeString(
        conf,
        Files.readString(Launcher.ROOT.resolve("conf/spark-defaults-local.conf"))
            + "\n"
            + Files.readString(Launcher.ROOT.resolve("conf/gpu/spark-defaults-rapids.conf")));
    launcher =
        Launcher.in(folder)
            .with("SOUPRL_SPARK_CONF", conf.toString())
            .with(
                "SOUPRL_SUBMIT_OPTS",
                String.join(
                    " ",
                    "--master local[2,3] --driver-class-path " + jar,
                    "--conf spark.rapids.sql.mode=explainOnly",
                    "--conf spark.rapids.sql.explain=ALL",
                    "--conf spark.rapids.skipGpuArchitectureCheck=true"));
  }

  @Test
  void runsOurOperatorsOnTheGpu() {
    Path run = folder.resolve("run");
    Outcome rounds = launcher.smoke(run, 2);
    assertThat(rounds.exitCode()).as(rounds.errors()).isZero();
    RapidsPlans plans = RapidsPlans.of(rounds.errors());
    assertThat(plans.fallbacks()).isEmpty();
    assertThat(plans.onGpu())
        .contains("HashAggregateExec", "BroadcastHashJoinExec", "SortExec", "FilterExec");
    for (ViewName view : ViewName.values()) {
      RapidsPlans ofTheView = sql(run, "SELECT * FROM " + view.text());
      assertThat(ofTheView.fallbacks()).as(view.text()).isEmpty();
      assertThat(ofTheView.onGpu()).as(view.text()).contains("ProjectExec");
    }
    assertThat(sql(run, "SELECT SOUNDEX(prompt_id) FROM rollouts").fallbacks())
        .anyMatch(line -> line.startsWith("ProjectExec: SoundEx: GPU does not currently support"));
  }

  private RapidsPlans sql(Path run, String statement) {
    Outcome outcome = launcher.run("sql", "--run", run.toString(), "-e", statement);
    assertThat(outcome.exitCode()).as(outcome.errors()).isZero();
    return RapidsPlans.of(outcome.errors());
  }
}
