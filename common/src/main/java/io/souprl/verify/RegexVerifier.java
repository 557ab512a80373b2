package io.souprl.verify;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.List;

/**
 * Finds a regular expression (RE2, linear time) in the completion: its first group, or all of it,
 * is the answer, which is compared with the gold answer as text.
 */
record RegexVerifier(Pattern pattern, Occurrence occurrence, Comparison comparison)
    implements Verifier {
  /** Which match is the answer. */
  enum Occurrence {
    LAST,
    FIRST
  }

  /** What makes it right. */
  enum Comparison {
    /** It is the gold answer. */
    GOLD,
    /** It is there. */
    MATCH
  }

  static RegexVerifier of(OptionValues options) {
    String pattern = options.required("pattern");
    try {
      int flags = options.text("case").equals("any") ? Pattern.CASE_INSENSITIVE : 0;
      return new RegexVerifier(
          Pattern.compile(pattern, flags),
          options.choice("occurrence", Occurrence.class),
          options.choice("compare", Comparison.class));
    } catch (PatternSyntaxException e) {
      throw options.refused(
          "option 'pattern' is '" + pattern + "': " + e.getDescription(),
          "Write it in the syntax of RE2, which has no backreferences and no lookaround.");
    }
  }

  @Override
  public String name() {
    return "regex";
  }

  @Override
  public String version() {
    return "1";
  }

  @Override
  public Verdict verify(String gold, Completion completion) {
    List<String> golds = GoldJson.alternatives(gold);
    if (golds.isEmpty() && comparison == Comparison.GOLD) {
      return Verdict.goldUnparseable("there is no gold answer");
    }
    String answer = answer(completion.text());
    if (answer == null) {
      return Verdict.unparseable("no match");
    }
    boolean right =
        comparison == Comparison.MATCH
            || golds.stream().anyMatch(one -> one.strip().equals(answer.strip()));
    return right ? Verdict.correct(answer) : Verdict.incorrect(answer, null);
  }

  private String answer(String text) {
    Matcher matcher = pattern.matcher(text);
    String answer = null;
    while (matcher.find()) {
      answer = matcher.groupCount() > 0 ? matcher.group(1) : matcher.group();
      if (occurrence == Occurrence.FIRST) {
        break;
      }
    }
    return answer;
  }
}
