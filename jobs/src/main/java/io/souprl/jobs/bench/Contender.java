package io.souprl.jobs.bench;

import java.util.List;
import java.util.Map;

/** Somebody who generates or trains. */
interface Contender {
  /** The name in the report. */
  String name();

  /** Settings to choose from, at least one. */
  List<Map<String, Object>> candidates();

  /**
   * Does the first parts of the work: the samples of prompts, or optimiser steps.
   *
   * @throws ContenderException when it cannot
   */
  Measurement measure(int parts, Map<String, Object> settings);
}
