package io.souprl.chat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Rewrites a template of jinja2 into one of jinjava with the same meaning. */
final class TemplateTranslator {
  private final List<Segment> segments;
  private final Constants constants = new Constants();
  private final Map<String, Macro> macros = new HashMap<>();
  private final Deque<Loop> loops = new ArrayDeque<>();
  private Scope scope;
  private int next;
  private Tokens ending;

  /** A for loop around what is being read; null stands for none that can be left from here. */
  static final class Loop {
    private final String variable;
    private int exits;

    private Loop(String variable) {
      this.variable = variable;
    }
  }

  private TemplateTranslator(List<Segment> segments, Set<String> given) {
    this.segments = segments;
    this.scope = Scope.ofTemplate(constants, given);
  }

  /**
   * Translates a template.
   *
   * @param given names that every rendering gives a value
   * @throws TemplateFailure naming the line, when something is not known
   */
  static Translation translate(String template, Set<String> given) {
    TemplateTranslator translator = new TemplateTranslator(TemplateLexer.split(template), given);
    String translated = translator.body(Set.of());
    return new Translation(translated, translator.constants.values());
  }

  /** Translates up to a statement that is one of these, or up to the end when there is none. */
  String body(Set<String> ends) {
    StringBuilder body = new StringBuilder();
    int guards = 0;
    while (next < segments.size()) {
      Segment segment = segments.get(next);
      next++;
      try {
        Tokens tokens = new Tokens(segment.tokens());
        if (segment.kind() == Segment.Kind.STATEMENT && ends.contains(tokens.peek().text())) {
          ending = tokens;
          return body + "{% endif %}".repeat(guards);
        }
        int exits = exits();
        body.append(translated(segment, tokens));
        if (exits() > exits) {
          guards++;
          body.append("{% if ")
              .append(Emitted.call("isRunning", loops.peek().variable))
              .append(" %}");
        }
      } catch (TemplateFailure e) {
        throw e.inLine(segment.line());
      }
    }
    if (!ends.isEmpty()) {
      throw new TemplateFailure(
          "%s is missing".formatted(String.join(" or ", new java.util.TreeSet<>(ends))));
    }
    return body + "{% endif %}".repeat(guards);
  }

  private String translated(Segment segment, Tokens tokens) {
    return switch (segment.kind()) {
      case TEXT -> Emitted.output(constants.name(segment.text()));
      case OUTPUT -> {
        String value = expressions(tokens).tuple();
        tokens.expectEnd();
        yield Emitted.output(Emitted.call("write", value));
      }
      case STATEMENT -> new StatementTranslator(this, tokens).translate();
    };
  }

  ExpressionTranslator expressions(Tokens tokens) {
    return new ExpressionTranslator(tokens, constants, scope, macros);
  }

  /** The statement that ended the last body. */
  Tokens ending() {
    return ending;
  }

  /** Whether a loop's body may change what the condition of a loop sees. */
  boolean assignsAttributes() {
    return segments.stream()
        .map(segment -> new Tokens(segment.tokens()))
        .anyMatch(tokens -> tokens.isName("set") && tokens.ahead(2).is(Token.Kind.OPERATOR, "."));
  }

  Constants constants() {
    return constants;
  }

  Map<String, Macro> macros() {
    return macros;
  }

  Scope scope() {
    return scope;
  }

  void enterScope() {
    scope = scope.inner();
  }

  void leaveScope() {
    scope = scope.outer();
  }

  /** Enters a loop whose state is in this variable. */
  void enterLoop(String variable) {
    loops.push(new Loop(variable));
  }

  /** Enters a block that no statement in it can leave a loop from. */
  void enterBlock() {
    loops.push(new Loop(null));
  }

  void leaveLoop() {
    loops.pop();
  }

  /** The state of the innermost loop, which is about to be left or taken to its next pass. */
  String exitLoop(String statement) {
    if (loops.isEmpty() || loops.peek().variable == null) {
      throw new TemplateFailure("%s stands outside of a loop".formatted(statement));
    }
    loops.peek().exits++;
    return loops.peek().variable;
  }

  private int exits() {
    return loops.isEmpty() ? 0 : loops.peek().exits;
  }
}
