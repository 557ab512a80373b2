package io.souprl.jobs.bench;

import ai.djl.engine.Engine;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What the figures were measured on. */
final class Machine {
  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

  private Machine() {}

  static ObjectNode json() {
    return new ObjectMapper()
        .createObjectNode()
        .put("cores", Runtime.getRuntime().availableProcessors())
        .put("cpu", processor())
        .put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
  }

  /** Ours and those of the peers. */
  static ObjectNode versions(ObjectNode peers) {
    String version = Machine.class.getPackage().getImplementationVersion();
    ObjectNode versions =
        new ObjectMapper()
            .createObjectNode()
            .put("souprl", version == null ? "(not packaged)" : version)
            .put("java", Runtime.version().toString())
            .put("libtorch", Engine.getEngine("PyTorch").getVersion());
    versions.set("peers", peers);
    return versions;
  }

  /** The most memory that this process has had at a time, 0 where that is not known. */
  static long peakMemoryMib() {
    Path status = Path.of("/proc/self/status");
    if (!Files.isReadable(status)) {
      return 0;
    }
    try (Stream<String> lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) >> 10)
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + status, e);
    }
  }

  private static String processor() {
    if (!Files.isReadable(PROCESSORS)) {
      return System.getProperty("os.arch");
    }
    try (Stream<String> lines = Files.lines(PROCESSORS)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + PROCESSORS, e);
    }
  }
}
