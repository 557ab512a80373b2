package io.souprl.verify.math;

import io.souprl.verify.math.Token.Kind;
import java.util.List;
import java.util.Locale;

/** The units of answers. */
final class Units {
  private Units() {}

  /** Whether two answers have the same unit, or one has none. */
  static boolean agree(String gold, String answer) {
    String first = of(gold);
    String second = of(answer);
    return first.isEmpty() || second.isEmpty() || first.equals(second);
  }

  /** The words behind the last number of an answer, in lower case without blanks. */
  private static String of(String answer) {
    List<Token> tokens;
    try {
      tokens = MathLexer.tokens(answer);
    } catch (UnreadableMath e) {
      return "";
    }
    StringBuilder unit = new StringBuilder();
    boolean worded = false;
    for (Token token : tokens) {
      boolean word = token.kind() == Kind.TEXT || token.kind() == Kind.WORD;
      boolean number = token.kind() == Kind.NUMBER || token.kind() == Kind.DECIMAL;
      if (word) {
        worded = true;
        unit.append(token.text().toLowerCase(Locale.ROOT).replace(" ", ""));
      } else if (worded && !(number && unit.toString().endsWith("^"))) {
        unit.append(number ? "" : token.text());
      } else if (worded) {
        unit.append(token.value());
      }
    }
    return unit.toString().replace("{", "").replace("}", "");
  }
}
