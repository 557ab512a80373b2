package io.souprl.verify.math;

import java.util.List;

/**
 * Rules of the {@code math} verifier. The defaults are strict.
 *
 * @param tolerance largest relative difference of two numbers that count as equal; 0: exact, but
 *     for rounding of irrational numbers
 * @param decimals a number also counts as right when gold and answer agree at this many decimals
 *     and one of them is written as a decimal; -1: never
 * @param percent what a percent sign means
 * @param order whether the order of several answers counts
 * @param units whether a unit that gold and answer both have must be the same
 * @param thinking which part of the completion is read
 * @param sources where the answer is looked for, in this order
 */
public record MathOptions(
    double tolerance,
    int decimals,
    PercentRule percent,
    OrderRule order,
    UnitRule units,
    ThinkingRule thinking,
    List<AnswerSource> sources) {
  /** Every source, in the order of the defaults. */
  static final List<AnswerSource> ALL_SOURCES = List.of(AnswerSource.values());

  /** What a percent sign means. */
  public enum PercentRule {
    /** The sign may be left out: 10% is 10; a gold answer of 10% is also 0.1. */
    SIGN,
    /** 10% is 0.1 and nothing else. */
    HUNDREDTH,
    /** Both, whichever side has the sign, and 0.1 is 10 too. */
    ANY
  }

  /** Whether the order of several answers counts. */
  public enum OrderRule {
    ANY,
    SAME
  }

  /** What becomes of units. */
  public enum UnitRule {
    IGNORED,
    SAME
  }

  /** Which part of a completion is read. */
  public enum ThinkingRule {
    /** What follows the last {@code </think>} if there is one, else all. */
    SKIPPED,
    /** Only what follows {@code </think>}; a completion without it has no answer. */
    REQUIRED,
    /** All. */
    READ
  }

  /** Where an answer may stand, in the order in which it is looked for by default. */
  public enum AnswerSource {
    /** The last box, or what a later "final answer is" names, when phrases are looked for. */
    BOX,
    /** The line behind the last {@code ####}. */
    HASHES,
    /** The last {@code "answer"} of JSON. */
    JSON,
    /** What follows the last "answer is", "Answer:" or "A:". */
    PHRASE,
    /** The whole text, when it is one formula. */
    WHOLE,
    /** The last formula or number. */
    LAST,
    /** The whole text, when it is a few words. */
    WORDS
  }

  public MathOptions {
    sources = List.copyOf(sources);
  }

  /** The strict rules. */
  public static MathOptions defaults() {
    return new MathOptions(
        0,
        -1,
        PercentRule.SIGN,
        OrderRule.ANY,
        UnitRule.IGNORED,
        ThinkingRule.SKIPPED,
        ALL_SOURCES);
  }

  /** The same with numbers that agree at this many decimals. */
  public MathOptions withDecimals(int number) {
    return new MathOptions(tolerance, number, percent, order, units, thinking, sources);
  }
}
