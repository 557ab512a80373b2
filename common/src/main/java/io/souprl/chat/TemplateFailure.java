package io.souprl.chat;

/** A template that cannot be rendered as jinja2 renders it, or whose rendering fails there too. */
final class TemplateFailure extends RuntimeException {
  private static final int UNKNOWN_LINE = 0;

  private final boolean raisedByTemplate;
  private final int line;

  TemplateFailure(String message) {
    this(message, false, UNKNOWN_LINE);
  }

  private TemplateFailure(String message, boolean raisedByTemplate, int line) {
    super(message);
    this.raisedByTemplate = raisedByTemplate;
    this.line = line;
  }

  /** What a template says with {@code raise_exception}. */
  static TemplateFailure raised(String message) {
    return new TemplateFailure(message, true, UNKNOWN_LINE);
  }

  /** The same failure with its line, from 1, unless a closer one is known already. */
  TemplateFailure inLine(int number) {
    return line == UNKNOWN_LINE
        ? new TemplateFailure("line %d: %s".formatted(number, getMessage()), false, number)
        : this;
  }

  boolean raisedByTemplate() {
    return raisedByTemplate;
  }
}
