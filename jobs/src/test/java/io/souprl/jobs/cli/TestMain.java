package io.souprl.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.souprl.error.InputErrors;
import io.souprl.error.InputException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class TestMain {
  @ParameterizedTest
  @ValueSource(strings = {"quickstart", "warmup", "round", "rollout", "score", "train", "evaluate"})
  void helpsWithEveryCommand(String command) {
    Invocation help = Invocation.of(command, "--help");
    assertThat(help.exitCode()).isZero();
    assertThat(help.output())
        .contains("Usage: souprl " + command, "--config=FILE", "--set=KEY=VALUE", "Exit codes:");
    assertThat(Invocation.of("--help").output()).contains("\n  " + command);
  }

  @ParameterizedTest
  @CsvSource({
    "import,--prompts=FILE",
    "sql,--execute=STATEMENT",
    "generate,--max-tokens=N",
    "logprobs,--temperature=T",
    "verify,--verifier=SPEC"
  })
  void helpsWithCommandsOnData(String command, String option) {
    Invocation help = Invocation.of(command, "--help");
    assertThat(help.exitCode()).isZero();
    assertThat(help.output()).contains("Usage: souprl " + command, option, "Exit codes:");
    assertThat(Invocation.of("--help").output()).contains("\n  " + command);
  }

  @Test
  void namesTheOptionThatIsMissingOrWrong() {
    assertThat(Invocation.of("sql", "--run", "x"))
        .extracting(Invocation::exitCode, Invocation::errors)
        .containsExactly(
            2, "Missing required option: '--execute=STATEMENT'\nTry 'souprl sql --help'.\n");
    assertThat(Invocation.of("sql", "--run", "x", "-e", "SELECT 1", "--format", "xml"))
        .extracting(Invocation::exitCode, Invocation::errors)
        .containsExactly(
            2,
            "Invalid value for option '--format': expected one of [TABLE, JSON, CSV]"
                + " (case-insensitive) but was 'xml'\nTry 'souprl sql --help'.\n");
    assertThat(Invocation.of("sql", "-e", "SELECT 1").errors())
        .isEqualTo(
            "run.dir: it is not set. Give it in the config file or with --set run.dir=PATH.\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--verifier math | --verifier: it goes with --rounds. Set scoring.verifier to score a round"
            + " with another verifier.",
        "--rounds 3-17 | --rounds: '3-17' is no range. Write it as 3..17.",
        "--rounds 5..3 | --rounds: 5..3 is empty. Name the earlier round first.",
        "--rounds 0 --verifier math(order=none) | verifier 'math': option 'order' is 'none'. Use"
            + " one of any, same."
      })
  void refusesToScoreWhatIsNotMeant(String options, String message) {
    List<String> arguments = new ArrayList<>(List.of("score"));
    arguments.addAll(List.of(options.split(" ", -1)));
    assertThat(Invocation.of(arguments.toArray(String[]::new)))
        .isEqualTo(new Invocation(2, "", message + "\n"));
  }

  @Test
  void listsVerifiersWithTheirOptions() {
    Invocation list = Invocation.of("verify", "--list");
    assertThat(list.exitCode()).isZero();
    assertThat(list.output())
        .contains("math: Mathematical answers by what they mean.\n")
        .contains("    percent=sign|hundredth|any  ")
        .contains("    example: regex(pattern='total: (\\d+)')\n");
  }

  @Test
  void saysItsVersion() {
    assertThat(Invocation.of("--version"))
        .isEqualTo(new Invocation(0, "souprl (not packaged)\n", ""));
  }

  @Test
  void refusesToDoNothing() {
    assertThat(Invocation.of())
        .isEqualTo(new Invocation(2, "", "Missing required subcommand\nTry 'souprl --help'.\n"));
  }

  @Test
  void namesTheCommandThatWasMeant() {
    Invocation typo = Invocation.of("rolout");
    assertThat(typo.exitCode()).isEqualTo(2);
    assertThat(typo.errors())
        .contains("Unmatched argument at index 0: 'rolout'", "Did you mean: souprl rollout")
        .endsWith("Try 'souprl --help'.\n");
  }

  @Test
  void refusesAnUnknownOption() {
    assertThat(Invocation.of("round", "--rounds", "3"))
        .extracting(Invocation::exitCode, Invocation::errors)
        .containsExactly(
            2,
            "Unknown options: '--rounds', '3'\nPossible solutions: --round\nTry 'souprl round --help'.\n");
  }

  @Test
  void refusesARoundThatIsNoNumber() {
    assertThat(Invocation.of("round", "--round", "next").errors())
        .startsWith("Invalid value for option '--round': 'next' is not an int");
  }

  @ParameterizedTest
  @ValueSource(strings = {"warmup", "round", "rollout", "score", "train", "evaluate"})
  void refusesABadConfigurationBeforeItStartsSpark(String command) {
    assertThat(Invocation.of(command, "--set", "rollout.group-size=0", "--set", "no.such.key=1"))
        .extracting(Invocation::exitCode, Invocation::output)
        .containsExactly(2, "");
    assertThat(
            Invocation.of(command, "--set", "rollout.group-size=0", "--set", "no.such.key=1")
                .errors())
        .contains("rollout.group-size", "no.such.key")
        .doesNotContain("\tat ");
    assertThat(Invocation.of(command))
        .isEqualTo(
            new Invocation(
                2,
                "",
                "run.dir: it is not set. Give it in the config file or with --set run.dir=PATH.\n"));
  }

  @ParameterizedTest
  @CsvSource({"round", "rollout", "score", "train"})
  void refusesRoundsBeforeTheFirst(String command) {
    assertThat(Invocation.of(command, "--round", "-1"))
        .isEqualTo(new Invocation(2, "", "--round: there is no round -1. Rounds count from 0.\n"));
  }

  @Test
  void refusesToEvaluateBeforeTheBase() {
    assertThat(Invocation.of("evaluate", "--round", "-2").errors())
        .isEqualTo("--round: there is no round -2. Rounds count from 0; -1 is the base policy.\n");
  }

  @Test
  void checksTrainingInAFormat() {
    assertThat(Invocation.of("train", "--format", "json"))
        .isEqualTo(
            new Invocation(2, "", "--format: training has no output. Use it with --check.\n"));
    assertThat(Invocation.of("train", "--check", "--format", "csv").errors())
        .startsWith(
            "Invalid value for option '--format': expected one of [TEXT, JSON] (case-insensitive)"
                + " but was 'csv'");
    assertThat(Invocation.of("train", "--help").output()).contains("--check", "--format=FORMAT");
  }

  @Test
  void refusesToRunNoRounds() {
    assertThat(Invocation.of("round", "--count", "0").errors())
        .isEqualTo("--count: cannot run 0 rounds. Ask for 1 or more.\n");
  }

  @Test
  void tellsARefusalThatAnExecutorMade() {
    InputException refusal =
        InputErrors.all(List.of("a.key: wrong. Mend it.", "b.key: wrong too. Mend it."));
    Invocation told = report(new SparkException("Job aborted due to stage failure", refusal));
    assertThat(told)
        .isEqualTo(new Invocation(2, "", "a.key: wrong. Mend it.\nb.key: wrong too. Mend it.\n"));
  }

  @Test
  void tellsTheReasonOfAFailureInOneLine() {
    Exception failure =
        new IllegalStateException("outside", new java.io.IOException("disk full\nmore of it"));
    assertThat(report(failure)).isEqualTo(new Invocation(1, "", "souprl failed: disk full\n"));
    assertThat(report(new NullPointerException()).errors())
        .isEqualTo("souprl failed: java.lang.NullPointerException\n");
  }

  @Test
  void failsAClusterDriverByAnException() {
    Main.end(0, "cluster");
    assertThatThrownBy(() -> Main.end(2, "cluster"))
        .hasMessage("Cannot go on: the command ended with exit code 2");
  }

  private static Invocation report(Exception exception) {
    StringWriter errors = new StringWriter();
    CommandLine command = new CommandLine(new TopCommand()).setErr(new PrintWriter(errors, true));
    int code = Failures.report(exception, command);
    return new Invocation(code, "", errors.toString());
  }
}
