package io.souprl.jobs.text;

import com.fasterxml.jackson.databind.JsonNode;
import io.souprl.error.InputErrors;
import io.souprl.error.InputException;
import io.souprl.generation.FinishReason;
import io.souprl.verify.Completion;
import io.souprl.verify.Verdict;
import io.souprl.verify.Verifier;
import io.souprl.verify.Verifiers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Verifies completions: {@code {id, gold, completion}} to {@code {id, status, reward,
 * extracted_answer}}. A list as gold means that any of its answers counts. Lines may name a {@code
 * verifier} and the {@code finish_reason} that {@code generate} wrote (stop if there is none).
 */
public final class TextVerification {
  /** The verifier of lines that name none, unless another one is asked for. */
  public static final String DEFAULT_VERIFIER = "final-number";

  private static final List<String> FINISH_REASONS =
      Arrays.stream(FinishReason.values()).map(FinishReason::text).toList();

  private final Verifier verifier;

  private TextVerification(Verifier verifier) {
    this.verifier = verifier;
  }

  /**
   * Writes the verdicts.
   *
   * @param verifier name of the verifier of lines that name none
   * @throws InputException before any work when a name or a line is wrong
   */
  public static void run(TextFiles files, String verifier) {
    TextVerification verification = new TextVerification(Verifiers.named(verifier));
    files.checkOutput();
    files.lines().check(verification::check).requireAllGood();
    try (OutputLines output = files.openOutput()) {
      files.lines().forEach(line -> output.write(verification.verdict(line)));
      output.commit();
    }
  }

  private void check(InputLine line) {
    line.present("gold");
    line.text("completion");
    verifier(line);
    if (line.has("finish_reason") && !FINISH_REASONS.contains(line.text("finish_reason"))) {
      throw line.refused(
          "finish_reason is " + line.text("finish_reason"),
          "Use one of " + String.join(", ", FINISH_REASONS) + ".");
    }
  }

  private Verifier verifier(InputLine line) {
    if (!line.has("verifier")) {
      return verifier;
    }
    try {
      return Verifiers.named(line.text("verifier"));
    } catch (InputException e) {
      throw InputErrors.at(line.where(), e);
    }
  }

  private Map<String, Object> verdict(InputLine line) {
    Verdict verdict = verdict(verifier(line), line);
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("id", line.id());
    fields.put("status", verdict.status().tableName());
    fields.put("reward", verdict.reward());
    fields.put("extracted_answer", verdict.extractedAnswer());
    return fields;
  }

  private static Verdict verdict(Verifier verifier, InputLine line) {
    String finish = line.has("finish_reason") ? line.text("finish_reason") : "stop";
    if (finish.equals(FinishReason.ERROR.text())) {
      return Verdict.error("no completion");
    }
    Completion completion =
        new Completion(line.text("completion"), finish.equals(FinishReason.STOP.text()));
    // Statuses are declared from the best to the worst.
    List<Verdict> verdicts = new ArrayList<>();
    for (String gold : golds(line.present("gold"))) {
      verdicts.add(verifier.verify(gold, completion));
    }
    return verdicts.stream()
        .min(Comparator.comparing(Verdict::status))
        .orElseGet(() -> verifier.verify(null, completion));
  }

  private static List<String> golds(JsonNode gold) {
    List<String> golds = new ArrayList<>();
    if (gold.isArray()) {
      gold.forEach(answer -> golds.add(text(answer)));
    } else {
      golds.add(text(gold));
    }
    return golds;
  }

  /** Strings as they are, null as null, anything else as JSON. */
  private static String text(JsonNode gold) {
    return gold.isNull() ? null : gold.isTextual() ? gold.asText() : gold.toString();
  }
}
