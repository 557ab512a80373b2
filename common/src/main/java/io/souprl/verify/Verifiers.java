package io.souprl.verify;

import io.souprl.error.InputErrors;
import io.souprl.error.InputException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The verifiers that a specification may name: ours, and those that Java's {@link ServiceLoader}
 * finds on the class path (a file {@code META-INF/services/io.souprl.verify.Verifier} names the
 * classes, which take no options).
 */
public final class Verifiers {
  /** The verifier of combinations. */
  static final String WEIGHTED = "weighted";

  private static final int HASH_BYTES = 4;
  private static final Map<String, Verifier> RESOLVED = new ConcurrentHashMap<>();

  private Verifiers() {}

  /** Found once, when first asked for. */
  private static final class Found {
    static final List<VerifierKind> KINDS = all(ServiceLoader.load(Verifier.class));
  }

  /** Ours and others, by name. */
  static List<VerifierKind> all(Iterable<Verifier> others) {
    List<VerifierKind> kinds = new ArrayList<>(BuiltInVerifiers.KINDS);
    for (Verifier other : others) {
      if (kinds.stream().anyMatch(kind -> kind.name().equals(other.name()))) {
        throw InputErrors.of(
            "verifier '" + other.name() + "'",
            "class " + other.getClass().getName() + " has a name that is taken",
            "Give it another name().");
      }
      kinds.add(
          new VerifierKind(
              other.name(),
              "Class " + other.getClass().getName() + ".",
              List.of(),
              other.name(),
              options -> other));
    }
    kinds.sort(Comparator.comparing(VerifierKind::name));
    return List.copyOf(kinds);
  }

  /** All verifiers, by name. */
  static List<VerifierKind> kinds() {
    return Found.KINDS;
  }

  /** All names, in alphabetical order. */
  public static List<String> names() {
    return kinds().stream().map(VerifierKind::name).toList();
  }

  /**
   * The verifier of a specification: a name, or a name with options.
   *
   * @throws InputException when there is none, or an option is wrong; the message says what there
   *     is
   */
  public static Verifier named(String specification) {
    Verifier known = RESOLVED.get(String.valueOf(specification));
    if (known == null) {
      known = resolved(Specification.parse(specification));
      RESOLVED.put(specification, known);
    }
    return known;
  }

  private static Verifier resolved(Specification specification) {
    VerifierKind kind =
        kinds().stream()
            .filter(one -> one.name().equals(specification.name()))
            .findFirst()
            .orElseThrow(() -> unknown(specification.name()));
    if (kind.name().equals(WEIGHTED)) {
      return weighted(kind, specification);
    }
    OptionValues options = new OptionValues(kind, specification.options());
    if (!specification.parts().isEmpty()) {
      throw options.refused("it takes no parts", "Only " + WEIGHTED + " combines verifiers.");
    }
    Verifier rules = kind.create().apply(options);
    String canonical = options.canonical();
    return canonical.isEmpty()
        ? rules
        : new SpecifiedVerifier(rules, rules.version() + "-" + hash(canonical));
  }

  private static Verifier weighted(VerifierKind kind, Specification specification) {
    OptionValues options = new OptionValues(kind, specification.options());
    if (specification.parts().isEmpty()) {
      throw options.refused("it has no parts", "Example: " + kind.example() + ".");
    }
    List<WeightedVerifier.Part> parts =
        specification.parts().stream()
            .map(part -> new WeightedVerifier.Part(part.weight(), resolved(part.specification())))
            .toList();
    WeightedVerifier rules = new WeightedVerifier(parts);
    String canonical =
        parts.stream()
            .map(
                part ->
                    part.weight() + "*" + part.verifier().name() + " " + part.verifier().version())
            .collect(Collectors.joining(";"));
    return new SpecifiedVerifier(rules, rules.version() + "-" + hash(canonical));
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Cannot hash options: no SHA-256", e);
    }
  }

  private static InputException unknown(String name) {
    return InputErrors.of(
        "verifier",
        "there is no verifier named '" + name + "'",
        nearest(name).map(known -> "Did you mean '" + known + "'? ").orElse("")
            + "Known: "
            + String.join(", ", names())
            + ".");
  }

  /** The name that was meant, when at most half of its letters are wrong. */
  private static Optional<String> nearest(String name) {
    return names().stream()
        .filter(known -> 2 * editDistance(name, known) <= known.length())
        .min(Comparator.comparingInt(known -> editDistance(name, known)));
  }

  /** Levenshtein distance, one row at a time. */
  private static int editDistance(String left, String right) {
    int[] row = new int[right.length() + 1];
    for (int j = 0; j <= right.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= left.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= right.length(); j++) {
        int substituted = diagonal + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[right.length()];
  }
}
