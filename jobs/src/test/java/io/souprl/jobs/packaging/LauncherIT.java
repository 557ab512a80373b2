package io.souprl.jobs.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LauncherIT {
  @TempDir private Path folder;

  @Test
  void listsTheJarsForASparkSubmitOfOnesOwn() {
    Outcome outcome = Launcher.in(folder).run("jars");
    assertThat(outcome.exitCode()).isZero();
    List<Path> jars = List.of(outcome.output().strip().split(",")).stream().map(Path::of).toList();
    assertThat(jars)
        .allSatisfy(jar -> assertThat(jar).isAbsolute().isRegularFile())
        .extracting(JarIT::name)
        .anyMatch(name -> name.startsWith("delta-spark"))
        .anyMatch(name -> name.startsWith("delta-storage"))
        .anyMatch(name -> name.startsWith("pytorch-jni"))
        .anyMatch(name -> name.startsWith("pytorch-native-cpu"))
        .anyMatch(name -> name.contains("tokenizer"))
        .hasSize(5);
  }

  @Test
  void findsItsRepositoryThroughSymbolicLinks() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("a link"), Launcher.in(folder).script());
    Files.createSymbolicLink(folder.resolve("relative"), folder.relativize(link));
    Launcher launcher = Launcher.in(folder);
    assertThat(launcher.startedAs(folder.resolve("relative")).run("jars"))
        .isEqualTo(launcher.run("jars"));
  }

  @Test
  void saysHowToBuildWhatIsMissing() throws IOException {
    Path script = Files.createDirectories(folder.resolve("fresh clone/submit")).resolve("souprl");
    Files.copy(Launcher.in(folder).script(), script);
    Outcome outcome = Launcher.in(folder).startedAs(script).run("quickstart");
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.errors())
        .contains("fresh clone/jobs/target/dist is missing or incomplete")
        .contains("fresh\\ clone && mvn -q -B -DskipTests package");
  }

  @Test
  void refusesAnotherJava() throws IOException {
    Path java = executable("jdk-11/bin/java", "#!/bin/sh\n");
    Files.writeString(folder.resolve("jdk-11/release"), "JAVA_VERSION=\"11.0.2\"\n");
    Outcome outcome =
        Launcher.in(folder).with("JAVA_HOME", folder.resolve("jdk-11").toString()).run("round");
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.errors()).contains(java + " is Java 11.0.2", "point JAVA_HOME at a JDK 17");
  }

  @Test
  void readsTheVersionOfAJavaWithoutReleaseFileFromItself() throws IOException {
    executable("jdk/bin/java", "#!/bin/sh\necho 'openjdk version \"21.0.1\" 2023-10-17' >&2\n");
    Outcome outcome =
        Launcher.in(folder).with("JAVA_HOME", folder.resolve("jdk").toString()).run("round");
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.errors()).contains("is Java 21.0.1");
  }

  @Test
  void refusesAJavaHomeWithoutJava() {
    Outcome outcome = Launcher.in(folder).with("JAVA_HOME", folder.toString()).run("round");
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.errors()).contains("no Java at JAVA_HOME=" + folder);
  }

  @Test
  void refusesASparkHomeWithoutSparkSubmit() {
    Outcome outcome = Launcher.in(folder).with("SPARK_HOME", folder.toString()).run("round");
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.errors()).contains("no bin/spark-submit in SPARK_HOME=" + folder);
  }

  @Test
  void runsACommandOfTheAssembledSparkFromAnyFolder() {
    Outcome outcome = Launcher.in(folder).run("--version");
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.output()).startsWith("souprl ");
    assertThat(outcome.errors()).isEmpty();
  }

  @Test
  void startsShortCommandsFromArchivedClasses() {
    assertThat(Launcher.ROOT.resolve("jobs/target/dist/classes.jsa")).isNotEmptyFile();
    Launcher dry = Launcher.in(folder).with("SOUPRL_DRY_RUN", "1");
    String archive = "-XX:SharedArchiveFile=";
    assertThat(dry.run("status").output()).contains(archive);
    assertThat(dry.with("SOUPRL_FAST_START", "1").run("round").output()).contains(archive);
    assertThat(dry.run("round").output()).doesNotContain(archive);
    for (String agent :
        List.of("-javaagent:a.jar", "-agentpath:a.so", "-XX:StartFlightRecording")) {
      assertThat(dry.with("SOUPRL_JAVA_OPTS", agent).run("status").output())
          .as(agent)
          .doesNotContain(archive);
    }
  }

  @Test
  void archivesClassesOnce() throws IOException {
    Path archive = Launcher.ROOT.resolve("jobs/target/dist/classes.jsa");
    var written = Files.getLastModifiedTime(archive);
    assertThat(Launcher.in(folder).run("archive")).isEqualTo(new Outcome(0, "", ""));
    assertThat(Files.getLastModifiedTime(archive)).isEqualTo(written);
  }

  @Test
  void endsWithTheExitCodeOfTheCommand() {
    assertThat(Launcher.in(folder).run("no-such-command").exitCode()).isEqualTo(2);
  }

  private Path executable(String path, String text) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    assertThat(file.toFile().setExecutable(true)).isTrue();
    return file;
  }
}
