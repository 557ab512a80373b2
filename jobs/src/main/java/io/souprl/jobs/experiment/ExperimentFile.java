package io.souprl.jobs.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The text of an experiment.
 *
 * @param name of the experiment
 * @param dir directory of its runs
 * @param baseline algorithm that the others are compared with, seed by seed
 * @param common configuration keys of all runs, nested as in a configuration file
 * @param settings tasks by name
 */
record ExperimentFile(
    String name, String dir, String baseline, JsonNode common, Map<String, Setting> settings) {

  /**
   * A task and a model, whose runs start from one base policy.
   *
   * @param title what the report says of it
   * @param rounds of each run
   * @param seeds of the runs
   * @param config keys of the setting's runs
   * @param algorithms keys by algorithm, such as {@code {preset: soup}}
   */
  record Setting(
      String title,
      int rounds,
      List<Long> seeds,
      JsonNode config,
      Map<String, JsonNode> algorithms) {
    Setting {
      seeds = seeds == null ? List.of() : List.copyOf(seeds);
      algorithms = algorithms == null ? Map.of() : new LinkedHashMap<>(algorithms);
    }
  }

  ExperimentFile {
    settings = settings == null ? Map.of() : new LinkedHashMap<>(settings);
  }
}
