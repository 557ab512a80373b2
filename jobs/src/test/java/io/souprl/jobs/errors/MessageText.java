package io.souprl.jobs.errors;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.Tree;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Renders the expression of a message. */
record MessageText(String owner, Map<String, ExpressionTree> constants) {
  static final String UNKNOWN = "…";
  private static final Pattern CONVERSION = Pattern.compile("%[-#+ 0,(]*\\d*(?:\\.\\d+)?[a-zA-Z%]");

  /** The argument at an index; for -1, what the method itself puts there. */
  String argument(MethodInvocationTree call, int index) {
    return index < 0
        ? UNKNOWN
        : of(call.getArguments().get(index)).replaceAll("…+", UNKNOWN).replaceAll("\\s+", " ");
  }

  private String of(ExpressionTree expression) {
    if (expression instanceof LiteralTree literal) {
      return String.valueOf(literal.getValue());
    }
    if (expression instanceof ParenthesizedTree inner) {
      return of(inner.getExpression());
    }
    if (expression instanceof BinaryTree sum && sum.getKind() == Tree.Kind.PLUS) {
      return of(sum.getLeftOperand()) + of(sum.getRightOperand());
    }
    if (expression instanceof ConditionalExpressionTree choice) {
      return "[%s | %s]".formatted(of(choice.getTrueExpression()), of(choice.getFalseExpression()));
    }
    if (expression instanceof IdentifierTree name) {
      return constant(owner + "." + name.getName());
    }
    if (expression instanceof MemberSelectTree select) {
      return constant(select.toString());
    }
    if (expression instanceof MethodInvocationTree call
        && call.getMethodSelect() instanceof MemberSelectTree select
        && select.getIdentifier().contentEquals("formatted")) {
      return formatted(of(select.getExpression()), call);
    }
    return UNKNOWN;
  }

  private String constant(String name) {
    return constants.containsKey(name) ? of(constants.get(name)) : UNKNOWN;
  }

  private String formatted(String pattern, MethodInvocationTree call) {
    Deque<ExpressionTree> values = new ArrayDeque<>(call.getArguments());
    Matcher conversion = CONVERSION.matcher(pattern);
    return conversion.replaceAll(
        found -> {
          if (found.group().equals("%%")) {
            return "%";
          }
          String value = values.isEmpty() ? UNKNOWN : of(values.pop());
          return Matcher.quoteReplacement(value);
        });
  }
}
