package io.souprl.jobs.bench;

import java.util.List;
import java.util.Map;

/** Somebody who generates. */
interface Contender {
  /** The name in the report. */
  String name();

  /** Settings to choose from, at least one. */
  List<Map<String, Object>> candidates();

  /**
   * Generates the samples of the first prompts.
   *
   * @throws ContenderException when it cannot
   */
  Measurement measure(int prompts, Map<String, Object> settings);
}
