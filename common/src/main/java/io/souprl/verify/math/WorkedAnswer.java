package io.souprl.verify.math;

import io.souprl.verify.math.MathOptions.AnswerSource;
import java.util.List;
import java.util.Optional;

/** The gold answer at the end of a worked solution, as data sets of mathematics have them. */
public final class WorkedAnswer {
  private static final List<AnswerSource> SOURCES = List.of(AnswerSource.HASHES, AnswerSource.BOX);

  private WorkedAnswer() {}

  /** What follows the last {@code ####} (GSM8K), or else the last {@code \boxed} (MATH). */
  public static Optional<String> of(String solution) {
    return AnswerExtractor.extract(solution, SOURCES);
  }
}
