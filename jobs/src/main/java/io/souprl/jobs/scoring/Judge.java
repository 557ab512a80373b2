package io.souprl.jobs.scoring;

import io.souprl.generation.FinishReason;
import io.souprl.verify.Completion;
import io.souprl.verify.Verdict;
import io.souprl.verify.Verifier;

/** Gives every rollout a verdict, whatever its verifier does: no row may take the batch with it. */
final class Judge {
  private Judge() {}

  /**
   * The verdict on one rollout.
   *
   * @param gold the prompt's answer
   * @param finishReason of the rollout; {@code length} is an unfinished completion, and {@code
   *     error} leaves nothing to verify
   * @param text the decoded response
   * @param error why the rollout failed, null unless it did
   */
  static Verdict verdict(
      Verifier verifier, String gold, String finishReason, String text, String error) {
    if (finishReason.equals(FinishReason.ERROR.text())) {
      return Verdict.error(error == null ? "the rollout failed" : error);
    }
    try {
      boolean finished = finishReason.equals(FinishReason.STOP.text());
      Verdict verdict = verifier.verify(gold, new Completion(text, finished));
      return finite(verdict) ? verdict : Verdict.error("reward " + verdict.reward());
    } catch (RuntimeException | StackOverflowError e) {
      return Verdict.error(e.toString());
    }
  }

  private static boolean finite(Verdict verdict) {
    return verdict.reward() == null || Double.isFinite(verdict.reward());
  }
}
