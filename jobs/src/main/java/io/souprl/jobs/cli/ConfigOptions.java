package io.souprl.jobs.cli;

import io.souprl.config.SoupConfig;
import io.souprl.error.InputErrors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The options of every command that works under a configuration. */
final class ConfigOptions {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "YAML file; conf/reference.yaml documents every key.")
  private Path file;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Set a key, such as rollout.group-size=16; may be repeated, the last one wins.")
  private List<String> overrides = new ArrayList<>();

  /** Whether a file was named. */
  boolean hasFile() {
    return file != null;
  }

  List<String> overrides() {
    return overrides;
  }

  /** The configuration, checked, of a command that works on a run. */
  SoupConfig load() {
    return requireRun(SoupConfig.load(file, overrides));
  }

  /** The same with one key set. */
  SoupConfig with(String key, String value) {
    List<String> all = new ArrayList<>(overrides);
    all.add(SoupConfig.override(key, value));
    return requireRun(SoupConfig.load(file, all));
  }

  private static SoupConfig requireRun(SoupConfig config) {
    if (config.run().dir().isBlank()) {
      throw InputErrors.of(
          "run.dir", "it is not set", "Give it in the config file or with --set run.dir=PATH.");
    }
    return config;
  }
}
