package io.souprl.jobs.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.souprl.jobs.LocalSpark;
import io.souprl.jobs.packaging.Launcher;
import io.souprl.jobs.packaging.Outcome;
import io.souprl.table.TableName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every stage as a main class of the spark-submit of a Spark distribution, without our launcher.
 */
@Tag("slow")
class PlainSparkSubmitIT {
  private static final Path SPARK = Path.of(System.getProperty("souprl.spark-home"));
  private static final Path DIST = Launcher.ROOT.resolve("jobs/target/dist");

  @TempDir private Path folder;

  @Test
  void runsEveryStage() throws IOException {
    Path run = folder.resolve("run");
    Outcome quickstart = Launcher.in(folder).smoke(run, 1, "rollout.prompts-per-round=32");
    assertThat(quickstart.exitCode()).as(quickstart.errors()).isZero();
    String jars = Launcher.in(folder).run("jars").output().strip();

    for (Map.Entry<String, String> stage :
        List.of(
            Map.entry("rollout.RolloutJob", "round 1 rollout: done"),
            Map.entry("scoring.ScoringJob", "round 1 scoring: done"),
            Map.entry("training.TrainingJob", "round 1 training: done"),
            Map.entry("evaluation.EvaluationJob", "round 1 evaluation: done"),
            Map.entry("round.RoundJob", "round 1 training: already done"),
            Map.entry("warmup.WarmupJob", "round -1 warmup: already done"))) {
      Outcome outcome = submit(jars, stage.getKey(), run);
      assertThat(outcome.exitCode()).as(outcome.errors()).isZero();
      assertThat(outcome.errors()).contains(stage.getValue());
    }
    assertThat(RunContents.rows(run, TableName.ROUNDS)).hasSize(2 + 3 + 1 + 4);
    for (Path policy : policies(run)) {
      PythonSafetensors.assertReads(policy, "F32");
    }
    requireAnswers(run);
  }

  /** The queries of docs/queries.md, in this JVM and by Spark's own spark-sql. */
  private void requireAnswers(Path run) throws IOException {
    Outcome script = Launcher.in(folder).run("views", "--run", run.toString());
    assertThat(script.exitCode()).as(script.errors()).isZero();
    SparkSession session = LocalSpark.session().newSession();
    for (String statement : script.output().split(";", -1)) {
      if (!statement.isBlank()) {
        session.sql(statement);
      }
    }
    List<String> queries = queries();
    assertThat(queries).hasSize(15);
    for (String query : queries) {
      assertThat(session.sql(query).collectAsList()).as(query).isNotEmpty();
    }
    Path views = Files.writeString(folder.resolve("views.sql"), script.output());
    ProcessBuilder builder =
        new ProcessBuilder(
                SPARK.resolve("bin/spark-sql").toString(),
                "--properties-file",
                Launcher.ROOT.resolve("conf/spark-defaults-local.conf").toString(),
                "--jars",
                Launcher.in(folder).run("jars").output().strip(),
                "-i",
                views.toString(),
                "-e",
                queries.get(0))
            .directory(folder.toFile());
    builder.environment().put("SPARK_HOME", SPARK.toString());
    Outcome outcome = Launcher.finish(builder);
    assertThat(outcome.exitCode()).as(outcome.errors()).isZero();
    assertThat(outcome.output().lines().filter(line -> line.matches("\\d+\t.*"))).hasSize(2);
  }

  private static List<String> queries() throws IOException {
    return Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL)
        .matcher(Files.readString(Launcher.ROOT.resolve("docs/queries.md")))
        .results()
        .map(block -> block.group(1))
        .toList();
  }

  private static List<Path> policies(Path run) {
    try (Stream<Path> entries = Files.list(run.resolve("policies"))) {
      List<Path> policies = entries.toList();
      assertThat(policies).hasSizeGreaterThan(1);
      return policies;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Outcome submit(String jars, String job, Path run) {
    List<String> command =
        new ArrayList<>(
            List.of(
                SPARK.resolve("bin/spark-submit").toString(),
                "--master",
                "local[2,3]",
                "--properties-file",
                Launcher.ROOT.resolve("conf/spark-defaults-local.conf").toString(),
                "--conf",
                "spark.driver.extraJavaOptions=-Dlog4j2.configurationFile="
                    + Launcher.ROOT.resolve("conf/log4j2.properties"),
                "--jars",
                jars,
                "--class",
                "io.souprl.jobs." + job,
                DIST.resolve("souprl.jar").toString(),
                "--config",
                run.resolve("configs/000000.yaml").toString(),
                "--set",
                "run.dir=" + run));
    if (!job.startsWith("warmup")) {
      command.addAll(List.of("--round", "1"));
    }
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().put("SPARK_HOME", SPARK.toString());
    builder.environment().put("OPT_OUT_TRACKING", "true");
    builder.environment().put("OMP_NUM_THREADS", "1");
    builder.environment().put("MKL_CBWR", "AUTO");
    return Launcher.finish(builder);
  }
}
