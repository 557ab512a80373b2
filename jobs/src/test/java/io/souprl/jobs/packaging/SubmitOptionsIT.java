package io.souprl.jobs.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What reaches spark-submit, seen by one that prints its arguments and environment. */
class SubmitOptionsIT {
  private static final String PRINTER =
      """
      #!/bin/sh
      printf '%s\\n' "$@"
      env | sed 's/^/env: /'
      exit 7
      """;

  @TempDir private Path folder;
  private Launcher launcher;

  @BeforeEach
  void makeASparkThatPrints() throws IOException {
    Path submit = Files.createDirectories(folder.resolve("spark/bin")).resolve("spark-submit");
    Files.writeString(submit, PRINTER);
    assertThat(submit.toFile().setExecutable(true)).isTrue();
    launcher =
        Launcher.in(folder)
            .with("SPARK_HOME", folder.resolve("spark").toString())
            .with("HOME", folder.resolve("home").toString());
  }

  @Test
  void passesTheCommandAfterTheJarUnchanged() {
    List<String> lines = lines(launcher, "round", "--set", "run.dir=/a b", "");
    int jar = lines.indexOf(Launcher.ROOT.resolve("jobs/target/dist/souprl.jar").toString());
    assertThat(lines.subList(jar + 1, jar + 5))
        .containsExactly("round", "--set", "run.dir=/a b", "");
    assertThat(lines.subList(0, jar))
        .containsSubsequence(
            "--properties-file", Launcher.ROOT.resolve("conf/spark-defaults-local.conf").toString())
        .containsSubsequence("--class", "io.souprl.jobs.cli.Main");
  }

  @Test
  void putsTheLibrariesOnTheClassPathOfALocalDriver() {
    String libraries = Launcher.ROOT.resolve("jobs/target/dist/lib") + "/*";
    assertThat(lines(launcher, "round"))
        .containsSubsequence("--driver-class-path", libraries)
        .contains("env: SPARK_LOCAL_IP=127.0.0.1")
        .doesNotContain("--jars");
    String more = "--jars /a.jar --driver-class-path /b.jar --master local[4,3]";
    assertThat(lines(launcher.with("SOUPRL_SUBMIT_OPTS", more), "round"))
        .containsSubsequence("--driver-class-path", libraries + ":/b.jar")
        .containsSubsequence("--jars", "/a.jar");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--master spark://host:7077",
        "--master=spark://host:7077",
        "--conf spark.master=spark://host:7077",
        "--master local-cluster[2,1,1024]"
      })
  void sendsTheLibrariesToTheExecutorsOfACluster(String master) {
    String jars = launcher.run("jars").output().strip();
    assertThat(lines(launcher.with("SOUPRL_SUBMIT_OPTS", master), "round"))
        .containsSubsequence("--jars", jars)
        .noneMatch(line -> line.startsWith("env: SPARK_LOCAL_IP="))
        .doesNotContain("--driver-class-path");
    assertThat(
            lines(launcher.with("SOUPRL_SUBMIT_OPTS", master + " --jars=/a.jar,/b.jar"), "round"))
        .containsSubsequence("--jars", jars + ",/a.jar,/b.jar");
  }

  @Test
  void keepsTheLibrariesOfflineSilentAndReproducible() {
    assertThat(lines(launcher, "round"))
        .contains("env: OPT_OUT_TRACKING=true", "env: OMP_NUM_THREADS=1", "env: MKL_CBWR=AUTO")
        .contains("spark.executorEnv.MKL_CBWR=AUTO", "spark.executorEnv.OMP_NUM_THREADS=1")
        .anySatisfy(
            line ->
                assertThat(line)
                    .startsWith("spark.driver.defaultJavaOptions=")
                    .contains("-Dai.djl.offline=true", "-Dai.djl.pytorch.num_threads=1"))
        .anySatisfy(
            line ->
                assertThat(line)
                    .startsWith("spark.executor.defaultJavaOptions=")
                    .contains("-Dai.djl.offline=true", "-Dai.djl.pytorch.num_interop_threads=1"));
    assertThat(lines(launcher.with("MKL_CBWR", "AVX2"), "round"))
        .contains("env: MKL_CBWR=AVX2", "spark.executorEnv.MKL_CBWR=AVX2");
    assertThat(lines(launcher, "round"))
        .contains("env: MALLOC_ARENA_MAX=2", "spark.executorEnv.MALLOC_ARENA_MAX=2");
    assertThat(lines(launcher.with("MALLOC_ARENA_MAX", "4"), "round"))
        .contains("env: MALLOC_ARENA_MAX=4", "spark.executorEnv.MALLOC_ARENA_MAX=4");
  }

  @ParameterizedTest
  @ValueSource(strings = {"local", "standalone", "yarn", "kubernetes"})
  void printsTheCommandOfADryRun(String cluster) {
    Path properties = Launcher.ROOT.resolve("conf/spark-defaults-" + cluster + ".conf");
    Outcome outcome =
        launcher
            .with("SOUPRL_DRY_RUN", "1")
            .with("SOUPRL_SPARK_CONF", properties.toString())
            .run("round", "--set", "run.dir=/a b");
    assertThat(outcome.exitCode()).as(outcome.errors()).isZero();
    assertThat(outcome.output().lines()).hasSize(1);
    assertThat(outcome.output())
        .startsWith(folder.resolve("spark/bin/spark-submit") + " --class io.souprl.jobs.cli.Main ")
        .contains("--properties-file " + properties, "souprl.jar round --set run.dir=/a\\ b");
  }

  @Test
  void startsShortCommandsFastAndRoundsWithTheFullCompiler() {
    assertThat(driverOptions(launcher, "quickstart")).contains("-XX:TieredStopAtLevel=1");
    assertThat(driverOptions(launcher, "sql")).contains("-XX:TieredStopAtLevel=1");
    assertThat(driverOptions(launcher, "round")).doesNotContain("-XX:TieredStopAtLevel=1");
    assertThat(driverOptions(launcher.with("SOUPRL_FAST_START", "1"), "round"))
        .contains("-XX:+UseSerialGC");
    assertThat(driverOptions(launcher.with("SOUPRL_FAST_START", "0"), "quickstart"))
        .doesNotContain("-XX:TieredStopAtLevel=1");
  }

  @Test
  void splitsMoreSubmitOptionsAsAShellDoes() {
    assertThat(
            lines(launcher.with("SOUPRL_SUBMIT_OPTS", "--name 'two words' --conf a.b=*"), "round"))
        .containsSubsequence("--name", "two words", "--conf", "a.b=*");
    Outcome outcome = launcher.with("SOUPRL_SUBMIT_OPTS", "--name 'two words").run("round");
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.errors()).contains("cannot split SOUPRL_SUBMIT_OPTS=--name 'two words");
  }

  @Test
  void takesThePropertiesFileOfTheUser() throws IOException {
    Path file = Files.writeString(folder.resolve("my spark.conf"), "spark.master local\n");
    assertThat(lines(launcher.with("SOUPRL_SPARK_CONF", file.toString()), "round"))
        .containsSubsequence("--properties-file", file.toString())
        .containsSubsequence("--jars", launcher.run("jars").output().strip())
        .noneMatch(line -> line.startsWith("env: SPARK_LOCAL_IP="));
    Outcome outcome = launcher.with("SOUPRL_SPARK_CONF", "absent.conf").run("round");
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.errors()).contains("cannot read SOUPRL_SPARK_CONF=absent.conf");
  }

  @Test
  void addsTheJvmOptionsOfTheUser() {
    assertThat(driverOptions(launcher.with("SOUPRL_JAVA_OPTS", "-Dsouprl.test.halt-at=x"), "round"))
        .endsWith("-Dsouprl.test.halt-at=x");
  }

  @Test
  void unpacksLibrariesInTheCacheOfTheUserOrElseBesideTheJars() throws IOException {
    assertThat(lines(launcher, "round"))
        .contains("env: ENGINE_CACHE_DIR=" + folder.resolve("home/.cache/souprl"));
    assertThat(lines(launcher.with("XDG_CACHE_HOME", folder.resolve("xdg").toString()), "round"))
        .contains("env: ENGINE_CACHE_DIR=" + folder.resolve("xdg/souprl"));
    assertThat(lines(launcher.with("ENGINE_CACHE_DIR", "/elsewhere"), "round"))
        .contains("env: ENGINE_CACHE_DIR=/elsewhere");
    String besideTheJars =
        "env: ENGINE_CACHE_DIR=" + Launcher.ROOT.resolve("jobs/target/dist/cache");
    assertThat(lines(launcher.with("HOME", ""), "round")).contains(besideTheJars);
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThat(lines(launcher.with("HOME", file.toString()), "round")).contains(besideTheJars);
  }

  private static String driverOptions(Launcher launcher, String command) {
    return lines(launcher, command).stream()
        .filter(line -> line.startsWith("spark.driver.defaultJavaOptions="))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> lines(Launcher launcher, String... arguments) {
    Outcome outcome = launcher.run(arguments);
    assertThat(outcome.exitCode()).isEqualTo(7);
    return outcome.output().lines().toList();
  }
}
