package io.souprl.verify;

/**
 * Rewards the form of a completion, whatever its answer: reward 1 when all rules hold. The gold
 * answer is not looked at.
 */
record FormatVerifier(Rule think, Rule box, Rule answerTag, int minCharacters, int maxCharacters)
    implements Verifier {
  /** Whether something must be there. */
  enum Rule {
    ANY,
    REQUIRED
  }

  @Override
  public String name() {
    return "format";
  }

  @Override
  public String version() {
    return "1";
  }

  @Override
  public Verdict verify(String gold, Completion completion) {
    String text = completion.text();
    String problem = problem(text);
    return problem == null ? Verdict.correct(null) : Verdict.incorrect(null, problem);
  }

  private String problem(String text) {
    if (think == Rule.REQUIRED && !enclosed(text, "<think>", "</think>")) {
      return "not one <think>...</think> with something behind it";
    }
    if (answerTag == Rule.REQUIRED && !enclosed(text + " .", "<answer>", "</answer>")) {
      return "not one <answer>...</answer>";
    }
    if (box == Rule.REQUIRED && !text.contains("\\boxed{")) {
      return "no \\boxed{}";
    }
    if (text.length() < minCharacters) {
      return text.length() + " characters are less than " + minCharacters;
    }
    if (text.length() > maxCharacters) {
      return text.length() + " characters are more than " + maxCharacters;
    }
    return null;
  }

  /** One pair of tags in order, with text behind it. */
  private static boolean enclosed(String text, String open, String close) {
    int from = text.indexOf(open);
    int to = text.indexOf(close);
    return from >= 0
        && to > from
        && text.indexOf(open, from + 1) < 0
        && text.indexOf(close, to + 1) < 0
        && !text.substring(to + close.length()).isBlank();
  }
}
