package io.souprl.verify.math;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.souprl.verify.Completion;
import io.souprl.verify.Verdict;
import io.souprl.verify.Verifier;
import io.souprl.verify.math.MathOptions.AnswerSource;
import io.souprl.verify.math.MathOptions.ThinkingRule;
import io.souprl.verify.math.MathOptions.UnitRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Compares the final answer of a completion with the gold answer by what they mean.
 *
 * <p>Both are read into a small tree: numbers, expressions, points, intervals, sets, matrices,
 * relations. The ladder is: the same text, the same structure, the same rational number, and the
 * same value at several probes. What is not understood in full is compared as text, and nothing is
 * picked out of it. See docs/verifiers.md.
 */
public final class MathVerifier implements Verifier {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String THINKING_END = "</think>";
  private static final int CHOICE_TAIL = 200;

  private final MathOptions options;
  private final AnswerComparison comparison;

  private MathVerifier(MathOptions options) {
    this.options = options;
    this.comparison = new AnswerComparison(options);
  }

  /** A verifier of these rules. */
  public static MathVerifier of(MathOptions options) {
    return new MathVerifier(options);
  }

  @Override
  public String name() {
    return "math";
  }

  @Override
  public String version() {
    return "1";
  }

  @Override
  public Verdict verify(String gold, Completion completion) {
    List<Reading> golds = golds(gold).stream().map(this::gold).filter(Reading::present).toList();
    if (golds.isEmpty()) {
      return Verdict.goldUnparseable("the gold answer is empty or too long");
    }
    Optional<String> visible = visible(completion.text());
    if (visible.isEmpty()) {
      return Verdict.unparseable("no </think>");
    }
    Optional<String> answer = AnswerExtractor.extract(visible.get(), options.sources());
    Optional<Reading> reading = answer.map(Reading::of).filter(Reading::present);
    if (reading.isPresent()) {
      for (Reading expected : golds) {
        if (equal(expected, reading.get())) {
          return Verdict.correct(reading.get().canonical());
        }
      }
    }
    Optional<String> prose =
        answer.or(() -> visible.filter(all -> options.sources().contains(AnswerSource.LAST)));
    for (Reading expected : golds) {
      if (Choices.isChoice(expected.text())
          && prose.isPresent()
          && reading.flatMap(Reading::node).isEmpty()) {
        Optional<Verdict> verdict = choice(expected.text(), prose.get());
        if (verdict.isPresent()) {
          return verdict.get();
        }
      }
    }
    return reading
        .map(read -> Verdict.incorrect(read.canonical(), null))
        .orElseGet(() -> Verdict.unparseable("no answer"));
  }

  /** Whether an answer is understood, and not only text. */
  public static boolean readable(String answer) {
    return Reading.readable(answer);
  }

  private static Optional<Verdict> choice(String gold, String text) {
    String tail = text.substring(Math.max(0, text.length() - CHOICE_TAIL));
    return Choices.last(tail)
        .map(
            letter ->
                letter.equalsIgnoreCase(gold)
                    ? Verdict.correct(letter)
                    : Verdict.incorrect(letter, null));
  }

  /** The strings of a JSON array of strings, or else the text itself. */
  private static List<String> golds(String gold) {
    if (gold == null) {
      return List.of();
    }
    String text = gold.strip();
    if (!text.startsWith("[") || !text.endsWith("]") || text.indexOf('"') < 0) {
      return List.of(gold);
    }
    try {
      JsonNode array = MAPPER.readTree(text);
      List<String> answers = new ArrayList<>();
      array.forEach(element -> answers.add(element.asText()));
      return answers;
    } catch (JsonProcessingException e) {
      return List.of(gold);
    }
  }

  /** A gold answer may be bare, a formula in prose, or a solution with a box or {@code ####}. */
  private Reading gold(String gold) {
    Optional<String> box = Boxes.last(gold);
    if (box.isPresent()) {
      return Reading.of(box.get());
    }
    Reading whole = Reading.of(gold);
    if (whole.node().isPresent()) {
      return whole;
    }
    boolean solution = gold.contains("####") || MathSpans.of(gold).size() > 0;
    return solution
        ? AnswerExtractor.extract(gold, MathOptions.ALL_SOURCES).map(Reading::of).orElse(whole)
        : whole;
  }

  private Optional<String> visible(String text) {
    int end = options.thinking() == ThinkingRule.READ ? -1 : text.lastIndexOf(THINKING_END);
    if (end < 0) {
      return options.thinking() == ThinkingRule.REQUIRED ? Optional.empty() : Optional.of(text);
    }
    String behind = text.substring(end + THINKING_END.length());
    boolean all = behind.isBlank() && options.thinking() == ThinkingRule.SKIPPED;
    return Optional.of(all ? text : behind);
  }

  private boolean equal(Reading gold, Reading answer) {
    if (options.units() == UnitRule.SAME && !Units.agree(gold.source(), answer.source())) {
      return false;
    }
    if (gold.text().equals(answer.text()) && !gold.text().isEmpty()) {
      return true;
    }
    if (gold.node().isPresent() && answer.node().isPresent()) {
      return comparison.equal(gold.node().get(), answer.node().get())
          || decimals(gold.decimal(), answer.node())
          || decimals(answer.decimal(), gold.node());
    }
    return false;
  }

  /** A number with a decimal comma against one that is not several numbers. */
  private boolean decimals(Optional<MathNode> first, Optional<MathNode> second) {
    return first.isPresent()
        && second.get() instanceof MathNode.Numeral
        && comparison.equal(second.get(), first.get());
  }
}
