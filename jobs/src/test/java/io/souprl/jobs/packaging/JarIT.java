package io.souprl.jobs.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JarIT {
  private static final Path DIST = Launcher.ROOT.resolve("jobs/target/dist");
  private static final Path SOUPRL_JAR = DIST.resolve("souprl.jar");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "org/apache/",
        "io/delta/",
        "scala/",
        "org/slf4j/",
        "com/fasterxml/",
        "com/google/",
        "org/yaml/",
        "native/",
        "jnilib/",
        "pytorch/",
        "module-info",
        "META-INF/versions/"
      })
  void leavesOutWhatTheClusterOrTheJarsListBrings(String prefix) throws IOException {
    assertThat(entries(SOUPRL_JAR)).noneMatch(entry -> entry.startsWith(prefix));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "io/souprl/random/CounterRandom.class",
        "io/souprl/jobs/cli/Main.class",
        "io/souprl/shaded/gson/Gson.class",
        "io/souprl/shaded/guava/collect/ImmutableMap.class",
        "io/souprl/shaded/re2j/Pattern.class",
        "io/souprl/shaded/jackson/datatype/jdk8/Jdk8Module.class",
        "com/hubspot/jinjava/Jinjava.class",
        "io/souprl/shaded/snakeyaml/Yaml.class",
        "io/souprl/shaded/jackson/dataformat/yaml/YAMLFactory.class",
        "ai/djl/pytorch/engine/PtEngine.class",
        "ai/djl/huggingface/tokenizers/HuggingFaceTokenizer.class",
        "com/sun/jna/linux-x86-64/libjnidispatch.so",
        "picocli/CommandLine.class",
        "org/knowm/xchart/BitmapEncoder.class",
        "META-INF/LICENSE",
        "META-INF/NOTICE"
      })
  void carriesWhatTheClusterLacks(String entry) throws IOException {
    assertThat(entries(SOUPRL_JAR)).contains(entry);
  }

  @Test
  void isNotSigned() throws IOException {
    assertThat(entries(SOUPRL_JAR))
        .noneMatch(entry -> entry.matches("META-INF/[^/]*\\.(SF|DSA|RSA)"));
  }

  @Test
  void namesRelocatedClassesInItsServices() throws IOException {
    assertThat(text(SOUPRL_JAR, "META-INF/services/com.fasterxml.jackson.core.JsonFactory"))
        .isEqualToIgnoringNewLines("io.souprl.shaded.jackson.dataformat.yaml.YAMLFactory");
    assertThat(text(SOUPRL_JAR, "META-INF/services/ai.djl.engine.EngineProvider"))
        .contains("ai.djl.pytorch.engine.PtEngineProvider", "ai.djl.engine.rust.RsEngineProvider");
  }

  @Test
  void putsTheTokenizerLibraryBesideItWithoutItsClasses() throws IOException {
    List<Path> tokenizers =
        jars(DIST.resolve("lib")).stream().filter(jar -> name(jar).contains("tokenizer")).toList();
    assertThat(tokenizers).hasSize(1);
    assertThat(entries(tokenizers.get(0)))
        .contains(
            "native/lib/tokenizers.properties", "native/lib/linux-x86_64/cpu/libtokenizers.so")
        .noneMatch(entry -> entry.endsWith(".class"));
  }

  @Test
  void assemblesASparkWithTheOldLibrariesOfItsDistribution() throws IOException {
    assertThat(jars(DIST.resolve("spark/jars")))
        .extracting(JarIT::name)
        .contains(
            "gson-2.2.4.jar",
            "guava-14.0.1.jar",
            "commons-lang3-3.12.0.jar",
            "jackson-databind-2.15.2.jar",
            "spark-sql_2.12-3.5.5.jar")
        .noneMatch(
            name ->
                name.startsWith("delta-") || name.startsWith("pytorch-") || name.contains("souprl"))
        .filteredOn(
            name ->
                name.matches("(gson|guava|commons-lang3|slf4j-api|log4j-core|jackson-databind)-.*"))
        .hasSize(6);
  }

  static List<Path> jars(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  static String name(Path jar) {
    return jar.getFileName().toString();
  }

  private static List<String> entries(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      return file.stream().filter(entry -> !entry.isDirectory()).map(ZipEntry::getName).toList();
    }
  }

  private static String text(Path jar, String entry) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      return new String(
          file.getInputStream(file.getEntry(entry)).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
