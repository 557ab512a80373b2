package io.souprl.verify;

import static io.souprl.verify.VerifierOption.choice;
import static io.souprl.verify.VerifierOption.value;

import io.souprl.verify.math.MathOptions;
import io.souprl.verify.math.MathVerifier;
import io.souprl.verify.math.MultipleChoiceVerifier;
import java.util.List;

/** The verifiers that come with SoupRL, with their options. */
final class BuiltInVerifiers {
  static final List<VerifierKind> KINDS =
      List.of(
          new VerifierKind(
              "countdown",
              "An equation of the Countdown task that uses its numbers once and gives its target.",
              List.of(),
              "countdown",
              options -> new CountdownVerifier()),
          new VerifierKind(
              "countdown-expression",
              "The same for an expression without an equals sign.",
              List.of(),
              "countdown-expression",
              options -> new CountdownExpressionVerifier()),
          new VerifierKind(
              "exact",
              "The whole completion as text.",
              List.of(
                  choice("case", "Whether upper and lower case differ.", "same", "any"),
                  choice(
                      "space",
                      "collapsed: none at the ends, one blank for a run of white space.",
                      "collapsed",
                      "same")),
              "exact(case=any)",
              options ->
                  new ExactVerifier(
                      options.choice("case", ExactVerifier.LetterCase.class),
                      options.choice("space", ExactVerifier.Space.class))),
          new VerifierKind(
              "final-number",
              "The last number: behind ####, in a box, or in the text.",
              List.of(),
              "final-number",
              options -> new FinalNumberVerifier()),
          new VerifierKind(
              "format",
              "Reward 1 for the form alone; the gold answer is not looked at.",
              List.of(
                  choice("box", "A \\boxed{}.", "required", "any"),
                  choice("think", "One <think>...</think> with text behind it.", "any", "required"),
                  choice("answer-tag", "One <answer>...</answer>.", "any", "required"),
                  value("min-characters", "0", "Least length."),
                  value("max-characters", "1000000", "Greatest length.")),
              "format(think=required, box=any)",
              options ->
                  new FormatVerifier(
                      options.choice("think", FormatVerifier.Rule.class),
                      options.choice("box", FormatVerifier.Rule.class),
                      options.choice("answer-tag", FormatVerifier.Rule.class),
                      options.integer("min-characters", 0),
                      options.integer("max-characters", 0))),
          new VerifierKind(
              "json-field",
              "A field of the last JSON object that has it, as number or text.",
              List.of(value("field", "answer", "Names from the object to the field, with dots.")),
              "json-field(field=result.value)",
              options -> new JsonFieldVerifier(List.of(options.required("field").split("\\.")))),
          new VerifierKind(
              "math",
              "Mathematical answers by what they mean.",
              List.of(
                  value("tolerance", "0", "Largest relative difference of equal numbers."),
                  value("decimals", "-1", "Decimals that numbers must agree in; -1: all."),
                  choice(
                      "percent",
                      "sign: 10% is 10; hundredth: 10% is 0.1; any: both.",
                      "sign",
                      "hundredth",
                      "any"),
                  choice("order", "Whether the order of several answers counts.", "any", "same"),
                  choice("units", "Whether units must be the same.", "ignored", "same"),
                  choice(
                      "thinking",
                      "skipped: read what follows </think> if it is there; required: only that;"
                          + " read: all.",
                      "skipped",
                      "required",
                      "read"),
                  value(
                      "sources",
                      "box hashes json phrase whole last words",
                      "Where the answer is looked for, in this order.")),
              "math(percent=any, order=same)",
              BuiltInVerifiers::math),
          new VerifierKind(
              "multiple-choice",
              "The letter that is chosen.",
              List.of(value("letters", "ABCDE", "Letters that may be chosen.")),
              "multiple-choice(letters=ABCD)",
              options -> new MultipleChoiceVerifier(options.required("letters"))),
          new VerifierKind(
              "regex",
              "The first group of a regular expression (RE2), compared with the gold answer.",
              List.of(
                  value("pattern", "", "Required; with at most one group."),
                  choice("occurrence", "Which match is read.", "last", "first"),
                  choice("case", "Whether upper and lower case differ.", "same", "any"),
                  choice("compare", "match: being there is enough.", "gold", "match")),
              "regex(pattern='total: (\\d+)')",
              RegexVerifier::of),
          new VerifierKind(
              Verifiers.WEIGHTED,
              "The weighted sum of other verifiers' rewards; status and answer of the first.",
              List.of(),
              "weighted(0.9*math, 0.1*format(box=required))",
              options -> {
                throw new IllegalStateException("Cannot combine without parts");
              }));

  private BuiltInVerifiers() {}

  private static Verifier math(OptionValues options) {
    return MathVerifier.of(
        new MathOptions(
            options.number("tolerance", 0),
            options.integer("decimals", -1),
            options.choice("percent", MathOptions.PercentRule.class),
            options.choice("order", MathOptions.OrderRule.class),
            options.choice("units", MathOptions.UnitRule.class),
            options.choice("thinking", MathOptions.ThinkingRule.class),
            options.choices("sources", MathOptions.AnswerSource.class)));
  }
}
