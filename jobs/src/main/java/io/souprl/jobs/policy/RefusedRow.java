package io.souprl.jobs.policy;

/** A row that has no answer; the message goes into its error field, the other rows go on. */
final class RefusedRow extends Exception {
  RefusedRow(String reason) {
    super(reason);
  }
}
