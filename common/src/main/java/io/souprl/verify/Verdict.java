package io.souprl.verify;

/**
 * The result of scoring one completion.
 *
 * @param status what became of it
 * @param reward 1 when correct, 0 when incorrect or unparseable, null for any other status
 * @param extractedAnswer the answer as read from the completion in a normal form, so that equal
 *     answers are equal strings where the verifier can tell; null when none was read
 * @param detail why, for a person; null when there is nothing to add
 */
public record Verdict(VerdictStatus status, Double reward, String extractedAnswer, String detail) {

  public Verdict {
    if (status.hasReward() != (reward != null)) {
      throw new IllegalArgumentException(
          "Cannot make a verdict: status " + status.tableName() + " with reward " + reward);
    }
  }

  /** Reward 1. */
  public static Verdict correct(String extractedAnswer) {
    return new Verdict(VerdictStatus.CORRECT, 1.0, extractedAnswer, null);
  }

  /** Reward 0: an answer was read (or recognised) and is wrong. */
  public static Verdict incorrect(String extractedAnswer, String detail) {
    return new Verdict(VerdictStatus.INCORRECT, 0.0, extractedAnswer, detail);
  }

  /** Reward 0: the completion has no answer. */
  public static Verdict unparseable(String detail) {
    return new Verdict(VerdictStatus.UNPARSEABLE, 0.0, null, detail);
  }

  /** No reward: the gold answer is at fault. */
  public static Verdict goldUnparseable(String detail) {
    return new Verdict(VerdictStatus.GOLD_UNPARSEABLE, null, null, detail);
  }

  /** No reward: scoring ran out of time. */
  public static Verdict timeout(String detail) {
    return new Verdict(VerdictStatus.TIMEOUT, null, null, detail);
  }

  /** No reward: scoring failed or there was nothing to score. */
  public static Verdict error(String detail) {
    return new Verdict(VerdictStatus.ERROR, null, null, detail);
  }
}
