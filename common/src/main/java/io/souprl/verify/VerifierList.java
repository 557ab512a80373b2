package io.souprl.verify;

import java.util.stream.Collectors;

/** The verifiers with their options, as text and as a Markdown table. */
public final class VerifierList {
  private VerifierList() {}

  /** For a terminal. */
  public static String text() {
    StringBuilder text = new StringBuilder();
    for (VerifierKind kind : Verifiers.kinds()) {
      text.append("%s: %s%n".formatted(kind.name(), kind.summary()));
      for (VerifierOption option : kind.options()) {
        text.append("    %s=%s  %s%n".formatted(option.name(), values(option, "|"), option.doc()));
      }
      text.append("    example: %s%n".formatted(kind.example()));
    }
    return text.toString();
  }

  /** For the page of the verifiers. */
  public static String markdown() {
    StringBuilder table =
        new StringBuilder(
            "| verifier | what | options (the first is the default) | example |\n|---|---|---|---|\n");
    for (VerifierKind kind : Verifiers.kinds()) {
      String options =
          kind.options().stream()
              .map(o -> "`%s` = %s: %s".formatted(o.name(), values(o, ", "), o.doc()))
              .collect(Collectors.joining("<br>"));
      table.append(
          "| `%s` | %s | %s | `%s` |\n"
              .formatted(kind.name(), kind.summary(), options, kind.example()));
    }
    return table.toString();
  }

  private static String values(VerifierOption option, String separator) {
    if (!option.values().isEmpty()) {
      return String.join(separator, option.values());
    }
    return option.defaultValue().isEmpty() ? "(none)" : option.defaultValue();
  }
}
