package io.souprl.jobs.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.souprl.jobs.HandMadeRun;
import io.souprl.jobs.LocalSpark;
import io.souprl.jobs.TinyRun;
import io.souprl.jobs.rollout.RolloutStage;
import io.souprl.jobs.run.Stages;
import io.souprl.jobs.sql.DecodeFunction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs of docs/djl.md, on a run with prefixes, against what the SQL function says. */
@Tag("slow")
class DjlPageIT {
  private static final Path SPARK = Path.of(System.getProperty("souprl.spark-home"));
  private static final Path DIST = Launcher.ROOT.resolve("jobs/target/dist");

  @TempDir private static Path folder;
  private static Path run;
  private static List<String> expected;

  @BeforeAll
  static void sampleARoundWithPrefixes() {
    run = folder.resolve("run");
    TinyRun.roundBehind(run);
    try (HandMadeRun made = TinyRun.again(run)) {
      Stages.run(made.run(), new RolloutStage(), 1);
    }
    SparkSession session = LocalSpark.session().newSession();
    DecodeFunction.register(session);
    expected =
        session
            .sql(
                """
                SELECT rollout_id, souprl_decode(SLICE(response_token_ids, 1, prefix_length), uri), response_text
                FROM delta.`%1$s/rollouts` JOIN delta.`%1$s/checkpoints` USING (policy_version)
                WHERE prefix_length > 0 ORDER BY rollout_id"""
                    .formatted(run))
            .collectAsList()
            .stream()
            .map(
                row -> {
                  String text = row.getString(1).replaceAll("<[a-z]+>", "");
                  assertThat(row.getString(2)).startsWith(text); // without special tokens
                  return row.getString(0) + "\t" + row.getString(1);
                })
            .toList();
    assertThat(expected).isNotEmpty();
  }

  @Test
  void decodesInPySpark() throws IOException {
    Path program = Files.writeString(folder.resolve("decode.py"), block("python"));
    ProcessBuilder builder =
        new ProcessBuilder(System.getProperty("souprl.python"), program.toString())
            .directory(folder.toFile());
    builder.environment().put("SOUPRL_HOME", Launcher.ROOT.toString());
    builder.environment().put("SOUPRL_RUN", run.toString());
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder.environment().put("OPT_OUT_TRACKING", "true");
    Outcome outcome = Launcher.finish(builder);
    assertThat(outcome.exitCode()).as(outcome.errors()).isZero();
    List<String> lines = outcome.output().lines().toList();
    assertThat(lines).hasSameSizeAs(expected);
    for (int i = 0; i < lines.size(); i++) {
      assertThat(lines.get(i)).startsWith(expected.get(i).replace("\t", " '") + "' '");
    }
  }

  @Test
  void decodesInJava() throws IOException {
    Path sources = Files.createDirectories(folder.resolve("java"));
    Path source = Files.writeString(sources.resolve("DecodeRollouts.java"), block("java"));
    String home = System.getProperty("java.home");
    String jars = DIST.resolve("souprl.jar") + ":" + SPARK.resolve("jars/*");
    List<String> classPath = new ArrayList<>(List.of(jars));
    try (var files = Files.list(DIST.resolve("lib"))) {
      files.map(Path::toString).forEach(classPath::add);
    }
    Outcome compiled =
        Launcher.finish(
            new ProcessBuilder(
                home + "/bin/javac",
                "-cp",
                String.join(":", classPath),
                "-d",
                sources.toString(),
                source.toString()));
    assertThat(compiled.exitCode()).as(compiled.errors() + compiled.output()).isZero();
    Path jar = folder.resolve("decode.jar");
    Outcome packed =
        Launcher.finish(
            new ProcessBuilder(
                home + "/bin/jar", "-c", "-f", jar.toString(), "-C", sources.toString(), "."));
    assertThat(packed.exitCode()).as(packed.errors()).isZero();
    ProcessBuilder builder =
        new ProcessBuilder(
                SPARK.resolve("bin/spark-submit").toString(),
                "--master",
                "local[1]",
                "--properties-file",
                Launcher.ROOT.resolve("conf/spark-defaults-local.conf").toString(),
                "--jars",
                DIST.resolve("souprl.jar") + "," + Launcher.in(folder).run("jars").output().strip(),
                "--class",
                "DecodeRollouts",
                jar.toString(),
                run.toString())
            .directory(folder.toFile());
    builder.environment().put("SPARK_HOME", SPARK.toString());
    builder.environment().put("OPT_OUT_TRACKING", "true");
    Outcome outcome = Launcher.finish(builder);
    assertThat(outcome.exitCode()).as(outcome.errors()).isZero();
    assertThat(outcome.output().lines()).containsExactlyElementsOf(expected);
  }

  /** The first block of a language. */
  private static String block(String language) throws IOException {
    Matcher block =
        Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(Launcher.ROOT.resolve("docs/djl.md")));
    assertThat(block.find()).isTrue();
    return block.group(1);
  }
}
