package io.souprl.jobs.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClassPathIT {
  @TempDir private Path folder;

  /**
   * On executors the jars list may come before or after the jar of the application, and Spark's
   * jars come first.
   */
  @ParameterizedTest
  @CsvSource({"souprl.jar, lib/*", "lib/*, souprl.jar"})
  void worksBehindTheLibrariesOfACluster(String first, String second)
      throws IOException, URISyntaxException {
    Path dist = Launcher.ROOT.resolve("jobs/target/dist");
    Path classes =
        Path.of(EngineProbe.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Path findings = folder.resolve("findings");
    String classPath =
        String.join(
            File.pathSeparator,
            dist + "/spark/jars/*",
            dist + "/" + first,
            dist + "/" + second,
            classes.toString());
    Outcome outcome =
        Launcher.finish(
            new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Dai.djl.offline=true",
                "-cp",
                classPath,
                EngineProbe.class.getName(),
                findings.toString()));
    assertThat(outcome.exitCode()).describedAs(outcome.errors()).isZero();
    assertThat(Files.readAllLines(findings))
        .isEqualTo(List.of("sum 3.0", "tokens [2, 1, 0]", "yaml x", "chat HI", "gson-2.2.4.jar"));
  }
}
