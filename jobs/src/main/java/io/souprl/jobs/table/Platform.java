package io.souprl.jobs.table;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** What the bits of a result depend on beside the plan: CPU model, JVM and natives. */
final class Platform {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  private Platform() {}

  static String description() {
    return "%s; java %s; libtorch by DJL %s; MKL_CBWR=%s"
        .formatted(
            cpuModel().orElse(System.getProperty("os.arch")),
            System.getProperty("java.version"),
            ai.djl.engine.Engine.class.getPackage().getImplementationVersion(),
            System.getenv().getOrDefault("MKL_CBWR", "unset"));
  }

  private static Optional<String> cpuModel() {
    if (!Files.isReadable(CPU_INFO)) {
      return Optional.empty();
    }
    try (Stream<String> lines = Files.lines(CPU_INFO)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
