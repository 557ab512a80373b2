package io.souprl.jobs.imports;

import io.souprl.error.InputErrors;

/**
 * What an import does with its prompts as a whole.
 *
 * @param heldOut fraction of the prompts without a split that goes to {@link #HELD_OUT}, by a hash
 *     of their text; the others go to the training split
 * @param dedupe whether a prompt with the text of an earlier one is left out
 * @param contaminated what happens to prompts that training and evaluation would share
 */
public record Curation(double heldOut, boolean dedupe, Contaminated contaminated) {
  /** Split of the prompts that are held out. */
  public static final String HELD_OUT = "test";

  /** Nothing is left out or split, and shared prompts are refused. */
  public static final Curation NONE = new Curation(0, false, Contaminated.REFUSE);

  /** What happens to a prompt that shares its text with one of another split. */
  public enum Contaminated {
    /** Nothing is imported. */
    REFUSE,
    /** It is left out. */
    DROP,
    /** It is imported. */
    KEEP
  }

  public Curation {
    if (!(heldOut >= 0 && heldOut < 1)) {
      throw InputErrors.of(
          "--held-out", "it is " + heldOut, "Give a fraction of at least 0 and below 1.");
    }
  }
}
