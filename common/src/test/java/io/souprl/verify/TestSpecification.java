package io.souprl.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.souprl.error.InputException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestSpecification {
  @Test
  void namesAVerifierWithItsOptions() {
    Verifier plain = Verifiers.named("math");
    Verifier options = Verifiers.named("math(percent=hundredth, order=same)");
    assertThat(plain.version()).isEqualTo("1");
    assertThat(options.name()).isEqualTo("math");
    assertThat(options.version()).matches("1-[0-9a-f]{8}");
    assertThat(Verifiers.named(" math( order = same ,percent=hundredth ) ").version())
        .isEqualTo(options.version());
    assertThat(Verifiers.named("math(order=any)").version()).isEqualTo("1");
    assertThat(Verifiers.named("math()").version()).isEqualTo("1");
    assertThat(options.verify("10", Completion.finished("\\boxed{10\\%}")).reward()).isZero();
    assertThat(plain.verify("10", Completion.finished("\\boxed{10\\%}")).reward()).isEqualTo(1);
  }

  @Test
  void quotesValues() {
    Verifier verifier = Verifiers.named("regex(pattern='it''s (\\d+), or (?:so)')");
    assertThat(verifier.verify("5", Completion.finished("it's 5, or so")).reward()).isEqualTo(1);
  }

  @Test
  void combinesVerifiers() {
    Verifier both = Verifiers.named("weighted(0.75*math, 0.25*format(think=required, box=any))");
    assertThat(both.name()).isEqualTo("weighted");
    assertThat(both.verify("5", Completion.finished("<think>a</think> \\boxed{5}")))
        .isEqualTo(new Verdict(VerdictStatus.CORRECT, 1.0, "5", "0.75*math=1.0, 0.25*format=1.0"));
    assertThat(both.verify("5", Completion.finished("\\boxed{5}")).reward()).isEqualTo(0.75);
    assertThat(both.verify("5", Completion.finished("<think>a</think> 6")).reward())
        .isEqualTo(0.25);
    assertThat(both.verify("", Completion.finished("5")).status())
        .isEqualTo(VerdictStatus.GOLD_UNPARSEABLE);
    assertThat(both.version())
        .isNotEqualTo(Verifiers.named("weighted(0.5*math, 0.25*format)").version());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "maths | there is no verifier named 'maths'. Did you mean 'math'? Known: always-right, countdown",
        "math(percents=any) | verifier 'math': there is no option 'percents'. Known: tolerance,",
        "math(percent=some) | option 'percent' is 'some'. Use one of sign, hundredth, any.",
        "math(tolerance=much) | option 'tolerance' is 'much'. Give a number of at least 0.0.",
        "math(sources=box pages) | option 'sources' has 'pages'. Use some of box, hashes, json,",
        "math(tolerance=-1) | Give a number of at least 0.0.",
        "math(order=any | a comma or a closing parenthesis is expected, at character 15",
        "math) | nothing is expected behind it, at character 5",
        "math(order=any order) | option 'order' is 'any order'",
        "math(order=any,order=same) | option 'order' is set twice",
        "countdown(x=1) | there is no option 'x'. It takes no options.",
        "regex | it needs the option 'pattern'. Example: regex(",
        "regex(pattern='(') | Write it in the syntax of RE2",
        "weighted | it has no parts. Example: weighted(",
        "weighted(x*math) | 'x' is no weight",
        "weighted(1*nothing) | there is no verifier named 'nothing'",
        "math(1*format) | it takes no parts"
      })
  void refuses(String specification, String message) {
    assertThatThrownBy(() -> Verifiers.named(specification))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(message);
  }

  @Test
  void findsVerifiersOfOthers() {
    assertThat(Verifiers.names()).contains("always-right");
    assertThat(Verifiers.named("always-right").verify(null, Completion.finished("")).reward())
        .isEqualTo(1);
    assertThatThrownBy(() -> Verifiers.named("always-right(x=1)"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("It takes no options.");
  }

  @Test
  void refusesANameThatIsTaken() {
    assertThatThrownBy(() -> Verifiers.all(List.of(new FinalNumberVerifier())))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("verifier 'final-number': class")
        .hasMessageContaining("has a name that is taken. Give it another name().");
  }

  /** Found by a service file of the tests. */
  public static final class AlwaysRight implements Verifier {
    @Override
    public String name() {
      return "always-right";
    }

    @Override
    public String version() {
      return "7";
    }

    @Override
    public Verdict verify(String gold, Completion completion) {
      return Verdict.correct(null);
    }
  }
}
