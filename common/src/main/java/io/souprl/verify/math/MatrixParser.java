package io.souprl.verify.math;

import io.souprl.verify.math.MathNode.Matrix;
import io.souprl.verify.math.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads matrices. */
final class MatrixParser {
  private static final Set<String> MATRICES =
      Set.of(
          "pmatrix", "bmatrix", "matrix", "vmatrix", "Bmatrix", "Vmatrix", "smallmatrix", "array");

  private final TokenCursor tokens;
  private final TermParser.Rule<MathNode> sum;

  MatrixParser(TokenCursor tokens, TermParser.Rule<MathNode> sum) {
    this.tokens = tokens;
    this.sum = sum;
  }

  /**
   * What follows {@code \begin}.
   *
   * @param environment whose end is looked for
   */
  MathNode read(String environment) throws UnreadableMath {
    if (!MATRICES.contains(environment)) {
      throw new UnreadableMath("environment " + environment);
    }
    if (environment.equals("array") && tokens.takes(Kind.OPEN, "{")) {
      while (tokens.peek().kind() != Kind.DONE && !tokens.takes(Kind.CLOSE, "}")) {
        tokens.take();
      }
    }
    List<List<MathNode>> rows = new ArrayList<>();
    while (!tokens.takes(Kind.END, environment)) {
      List<MathNode> row = new ArrayList<>();
      row.add(sum.read());
      while (tokens.takes(Kind.OPERATOR, "&")) {
        row.add(sum.read());
      }
      rows.add(List.copyOf(row));
      if (!tokens.takes(Kind.SEPARATOR, "row") && tokens.peek().kind() != Kind.END) {
        throw new UnreadableMath("expected a new row");
      }
    }
    if (rows.isEmpty() || rows.stream().anyMatch(row -> row.size() != rows.get(0).size())) {
      throw new UnreadableMath("rows of different length");
    }
    return new Matrix(List.copyOf(rows));
  }
}
