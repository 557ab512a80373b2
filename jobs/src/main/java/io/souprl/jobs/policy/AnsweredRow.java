package io.souprl.jobs.policy;

import io.souprl.generation.Generation;
import io.souprl.generation.GenerationRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.spark.sql.Row;

/**
 * A row on its way through the policy.
 *
 * @param requests one a sample; none for a row that was refused
 * @param answers those that are there so far, in the order of the requests
 */
record AnsweredRow(Row row, List<GenerationRequest> requests, List<Generation> answers) {
  static AnsweredRow asked(Row row, List<GenerationRequest> requests) {
    return new AnsweredRow(row, requests, new ArrayList<>(requests.size()));
  }

  /** A row whose samples all have the same error. */
  static AnsweredRow refused(Row row, int samples, String error) {
    return new AnsweredRow(row, List.of(), Collections.nCopies(samples, Generation.failed(error)));
  }

  boolean complete() {
    return answers.size() >= requests.size();
  }

  /** Fails the samples that have no answer yet. */
  void fail(String error) {
    while (!complete()) {
      answers.add(Generation.failed(error));
    }
  }
}
