package io.souprl.config;

/** A value that its key does not take; the key turns it into a user-facing problem. */
final class RefusedValue extends Exception {
  private final String hint;

  RefusedValue(String problem) {
    this(problem, "");
  }

  /**
   * @param problem what is wrong with the value, without a full stop
   * @param hint a sentence that goes before the allowed values, or empty
   */
  RefusedValue(String problem, String hint) {
    super(problem);
    this.hint = hint;
  }

  String hint() {
    return hint;
  }
}
