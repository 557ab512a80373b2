package io.souprl.jobs.experiment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.souprl.config.SoupConfig;
import io.souprl.error.InputErrors;
import io.souprl.error.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The runs of an experiment in the order in which they are made: seed by seed, all algorithms of a
 * seed together, so that what is done when time is up can be compared.
 *
 * @param name of the experiment
 * @param directory of its runs, tables and report
 * @param baseline algorithm that the others are compared with
 * @param titles what the report says of each setting
 * @param bases the run of each setting that makes its base policy
 * @param runs all others
 */
record ExperimentPlan(
    String name,
    Path directory,
    String baseline,
    Map<String, String> titles,
    Map<String, SoupConfig> bases,
    List<ExperimentRun> runs) {
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  /**
   * Reads an experiment; every run's configuration is checked.
   *
   * @param file YAML, see {@link ExperimentFile}
   * @param directory where to, or null for the file's own
   * @throws InputException naming the file and the run or field that is wrong
   */
  static ExperimentPlan read(Path file, Path directory) {
    ExperimentFile text = parse(file);
    Path root = directory == null ? Path.of(text.dir()) : directory;
    Map<String, String> titles = new LinkedHashMap<>();
    Map<String, SoupConfig> bases = new LinkedHashMap<>();
    List<ExperimentRun> runs = new ArrayList<>();
    text.settings()
        .forEach(
            (name, setting) -> {
              requireUsable(file, text, name, setting);
              titles.put(name, setting.title() == null ? name : setting.title());
              List<String> shared = new ArrayList<>(overrides(text.common()));
              shared.addAll(overrides(setting.config()));
              String place = file + ", setting " + name;
              bases.put(name, config(place, shared, root.resolve(name).resolve("base"), 0));
              for (long seed : setting.seeds()) {
                setting
                    .algorithms()
                    .forEach(
                        (algorithm, keys) -> {
                          List<String> all = new ArrayList<>(shared);
                          all.addAll(overrides(keys));
                          Path target = root.resolve(name).resolve(algorithm + "-" + seed);
                          runs.add(
                              new ExperimentRun(
                                  name,
                                  algorithm,
                                  seed,
                                  setting.rounds(),
                                  config(place + ", algorithm " + algorithm, all, target, seed)));
                        });
              }
            });
    return new ExperimentPlan(text.name(), root, text.baseline(), titles, bases, runs);
  }

  private static ExperimentFile parse(Path file) {
    try {
      ExperimentFile text = YAML.readValue(Files.readString(file), ExperimentFile.class);
      if (text == null || text.name() == null || text.dir() == null || text.settings().isEmpty()) {
        throw InputErrors.of(
            file.toString(),
            "name, dir or settings are missing",
            "See conf/experiments/countdown.yaml.");
      }
      return text;
    } catch (JsonProcessingException e) {
      throw InputErrors.of(
          file.toString(),
          "it is no experiment (" + e.getOriginalMessage() + ")",
          "See conf/experiments/countdown.yaml.",
          e);
    } catch (IOException e) {
      throw InputErrors.of(
          file.toString(), "cannot be read (" + e + ")", "Name a readable YAML file.", e);
    }
  }

  private static void requireUsable(
      Path file, ExperimentFile text, String name, ExperimentFile.Setting setting) {
    String where = file + ", setting " + name;
    if (setting == null) {
      throw InputErrors.of(where, "it is empty", "See conf/experiments/countdown.yaml.");
    }
    if (Set.copyOf(setting.seeds()).size() < setting.seeds().size()) {
      throw InputErrors.of(where, "a seed occurs twice in " + setting.seeds(), "Keep one of them.");
    }
    if (setting.rounds() < 1 || setting.seeds().isEmpty()) {
      throw InputErrors.of(
          where, "it has no rounds or no seeds", "Give rounds: 1 or more, and a list of seeds.");
    }
    if (!setting.algorithms().containsKey(text.baseline())) {
      throw InputErrors.of(
          where,
          "the baseline '" + text.baseline() + "' is not among its algorithms",
          "Add it, or name another baseline.");
    }
  }

  /** The presets first: they lie below all keys, those that several algorithms share as well. */
  private static SoupConfig config(String place, List<String> keys, Path directory, long seed) {
    List<String> all = new ArrayList<>(keys.stream().filter(ExperimentPlan::namesPreset).toList());
    all.addAll(keys.stream().filter(key -> !namesPreset(key)).toList());
    all.add(SoupConfig.override("run.dir", directory.toString()));
    all.add(SoupConfig.override("run.id", directory.getFileName().toString()));
    all.add("seed=" + seed);
    try {
      return SoupConfig.parse("", all);
    } catch (InputException e) {
      throw InputErrors.of(place, e.getMessage(), "Correct it there.", e);
    }
  }

  private static boolean namesPreset(String override) {
    return override.startsWith("preset=");
  }

  /** A nested mapping as overrides, {@code a.b=value}. */
  private static List<String> overrides(JsonNode node) {
    List<String> overrides = new ArrayList<>();
    if (node != null) {
      collect("", node, overrides);
    }
    return overrides;
  }

  private static void collect(String path, JsonNode node, List<String> overrides) {
    if (!node.isObject()) {
      overrides.add(path + "=" + node);
      return;
    }
    node.fields()
        .forEachRemaining(
            field -> {
              String key = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
              collect(key, field.getValue(), overrides);
            });
  }
}
