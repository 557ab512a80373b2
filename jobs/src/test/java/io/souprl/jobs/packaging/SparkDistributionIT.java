package io.souprl.jobs.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class SparkDistributionIT {
  private static final Path SPARK_HOME = Path.of(System.getProperty("souprl.spark-home"));

  @TempDir private Path folder;

  @Test
  void shipsEveryJarOfTheAssembledSpark() throws IOException {
    List<String> distribution =
        JarIT.jars(SPARK_HOME.resolve("jars")).stream().map(JarIT::name).toList();
    assertThat(JarIT.jars(Launcher.ROOT.resolve("jobs/target/dist/spark/jars")))
        .extracting(JarIT::name)
        .hasSizeGreaterThan(100)
        .isSubsetOf(distribution);
  }

  @Test
  void runsACommandThroughItsSparkSubmit() {
    Outcome outcome =
        Launcher.in(folder).with("SPARK_HOME", SPARK_HOME.toString()).run("--version");
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.output()).startsWith("souprl ");
  }
}
