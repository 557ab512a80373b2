package io.souprl.verify.math;

/** An answer that is not in the notation that is read; it stays text. */
final class UnreadableMath extends Exception {
  private static final long serialVersionUID = 1;

  UnreadableMath(String reason) {
    super(reason, null, false, false);
  }
}
