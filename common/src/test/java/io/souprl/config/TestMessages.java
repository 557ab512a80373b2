package io.souprl.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.souprl.error.InputException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TestMessages {

  /** Unknown keys, and what they were meant to be. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          rollout.groupsize             | rollout.group-size
          rollout.groupSize             | rollout.group-size
          rollout.group_size            | rollout.group-size
          ROLLOUT.GROUP-SIZE            | rollout.group-size
          rollout.gruop-size            | rollout.group-size
          rolout.group-size             | rollout.group-size
          rollouts                      | rollout
          group-size                    | rollout.group-size
          training.group-size           | rollout.group-size
          training.learning-rate        | training.optimizer.learning-rate or warmup.optimizer.learning-rate
          rollout.chunk-siz             | training.chunk-size
          run.seed                      | seed
          gate.minEss                   | training.gate.min-ess or training.gate.prefix.min-ess or training.gate.continuation.min-ess
          """)
  void nameTheKeyThatWasMeant(String unknown, String meant) {
    assertThat(problems("", unknown + "=1"))
        .containsExactly(unknown + ": unknown key. Did you mean " + meant + "?");
  }

  @ParameterizedTest
  @CsvSource({"top-k, top-k", "topP, top-p", "min_p, min-p"})
  void sayWhyRolloutsHaveNoTruncation(String unknown, String meant) {
    assertThat(problems("", "rollout." + unknown + "=0.5"))
        .containsExactly(
            "rollout."
                + unknown
                + ": unknown key. Rollouts refuse truncated sampling: importance ratios need"
                + " probabilities over the whole softmax. Remove it, or set evaluation."
                + meant
                + " for evaluations.");
  }

  @ParameterizedTest
  @CsvSource({
    "run.dir, s3a://AKIA:se%2Fcret@bucket/runs",
    "model.checkpoint, hdfs://user:pass@namenode:8020/model",
    "data.prompts, s3a://A:b+c@bucket/prompts.jsonl"
  })
  void doNotShowCredentials(String key, String uri) {
    assertThat(problems("", key + "=" + uri))
        .containsExactly(
            key
                + ": its URI holds credentials (not shown). Leave them out and give them to Hadoop: a"
                + " credential provider, the environment or spark.hadoop.fs.* settings.");
  }

  @ParameterizedTest
  @CsvSource({
    "https://me:secret@host, its URI holds credentials (not shown). Leave them out and set",
    "host:5000, host:5000 is no address of a server. Give one such as http://host:5000"
  })
  void nameTheTrackingServerThatIsNone(String uri, String problem) {
    assertThat(problems("", "tracking.mlflow-uri=" + uri))
        .singleElement()
        .asString()
        .startsWith("tracking.mlflow-uri: " + problem)
        .doesNotContain("secret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "abfss://container@account.dfs.core.windows.net/runs",
        "hdfs://namenode:8020/runs@2026",
      })
  void takeAnAccountOrAPathForNoCredentials(String uri) {
    assertThat(SoupConfig.parse("", List.of("run.dir=" + uri)).run().dir()).isEqualTo(uri);
  }

  @Test
  void sendToTheReferenceWhenNoKeyIsNear() {
    assertThat(problems("quux: {frobnicate: 1}"))
        .containsExactly("quux.frobnicate: unknown key. All keys are in conf/reference.yaml.");
  }

  @Test
  void listThePresetsWhenOneIsUnknown() {
    assertThat(problems("preset: sup"))
        .containsExactly(
            "preset: there is no preset sup. Did you mean soup? The presets are "
                + String.join(", ", Presets.NAMES)
                + ".");
  }

  @Test
  void sayThatReplayLeavesNoPlainSample() {
    assertThat(problems("", "replay.per-group=4"))
        .containsExactly(
            "replay.per-group: 4 and rollout.prefixed-per-group (4) leave none of"
                + " rollout.group-size (8). Keep at least one plain sample in a group.");
    assertThat(problems("loss: {prefix-loss: masked}", "replay.per-group=1"))
        .containsExactly(
            "replay.per-group: 1 replayed rollouts a group have no gradient under"
                + " loss.prefix-loss masked. Use 0, or another loss.prefix-loss.");
  }

  /** Values that one key does not take. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          rollout.group-size=many | rollout.group-size: 'many' is not a whole number. Use a whole number, 2 or more: an advantage compares the samples of a group.
          rollout.group-size=8.0 | rollout.group-size: '8.0' is not a whole number. Use a whole number, 2 or more: an advantage compares the samples of a group.
          rollout.group-size=010 | rollout.group-size: '010' is not a whole number. Use a whole number, 2 or more: an advantage compares the samples of a group.
          rollout.group-size=1 | rollout.group-size: 1 is out of range. Use a whole number, 2 or more: an advantage compares the samples of a group.
          rollout.max-tokens=3000000000 | rollout.max-tokens: 3000000000 is out of range. It needs more than 32 bits. Use a whole number, 1 or more.
          seed=9223372036854775808 | seed: 9223372036854775808 is out of range. It needs more than 64 bits. Use a whole number.
          rollout.temperature=0 | rollout.temperature: 0 is out of range. Use a number, more than 0: importance ratios need a policy that samples.
          rollout.temperature=.inf | rollout.temperature: '.inf' is not a number. Use a number, more than 0: importance ratios need a policy that samples.
          rollout.temperature=1e999 | rollout.temperature: 1e999 is out of range. Use a number, more than 0: importance ratios need a policy that samples.
          rollout.max-error-fraction=1.5 | rollout.max-error-fraction: 1.5 is out of range. Use a number, 0 or more and at most 1.
          training.optimizer.beta1=1 | training.optimizer.beta1: 1 is out of range. Use a number, 0 or more and less than 1.
          training.chunk-size=16777217 | training.chunk-size: 16777217 is out of range. Use a whole number, 1 or more and at most 16777216: a broadcast chunk has at most 64 MiB.
          rollout.dtype=float61 | rollout.dtype: 'float61' is not a known value. Did you mean float16? Use one of float32, float16.
          rollout.oversample=0.9 | rollout.oversample: 0.9 is out of range. Use a number, 1 or more.
          rollout.prompts=hard | rollout.prompts: 'hard' is not a known value. Use one of shuffled, difficulty.
          rollout.max-pass-rate=1.5 | rollout.max-pass-rate: 1.5 is out of range. Use a number, 0 or more and at most 1.
          advantage.baseline=leave-one-oot | advantage.baseline: 'leave-one-oot' is not a known value. Did you mean leave-one-out? Use one of mean, leave-one-out.
          reward.overlong-penalty=-1 | reward.overlong-penalty: -1 is out of range. Use a number, 0 or more.
          evaluation.top-p=0 | evaluation.top-p: 0 is out of range. Use a number, more than 0 and at most 1.
          evaluation.min-p=1 | evaluation.min-p: 1 is out of range. Use a number, 0 or more and less than 1.
          evaluation.samples=0 | evaluation.samples: 0 is out of range. Use a whole number, 1 or more.
          prefix.source=store | prefix.source: 'store' is not a known value. Did you mean stored? Use one of stored, generated.
          prefix.schedule=cosine | prefix.schedule: 'cosine' is not a known value. Use one of constant, linear.
          prefix.schedule-rounds=0 | prefix.schedule-rounds: 0 is out of range. Use a whole number, 1 or more.
          history.mixed=yes | history.mixed: 'yes' is not true or false. Use true or false.
          prefix.outcome=corect | prefix.outcome: 'corect' is not a known value. Did you mean correct? Use one of any, correct, incorrect, balanced.
          prefix.outcome=wrong | prefix.outcome: 'wrong' is not a known value. Use one of any, correct, incorrect, balanced.
          rollout.group-size=[8] | rollout.group-size: a list is not a whole number. Use a whole number, 2 or more: an advantage compares the samples of a group.
          run.dir=[a, b] | run.dir: a list is not text. Use text.
          rollout.group-size={} | rollout.group-size: a section is not a whole number. Use a whole number, 2 or more: an advantage compares the samples of a group.
          rollout.group-size.x=1 | rollout.group-size: takes a value and has no keys of its own. Use a whole number, 2 or more: an advantage compares the samples of a group.
          rollout=5 | rollout: is a section and cannot be 5. Set its keys, such as rollout.prompts-per-round.
          rollout=[5] | rollout: is a section and cannot be a list. Set its keys, such as rollout.prompts-per-round.
          """)
  void sayWhatAKeyTakes(String override, String message) {
    assertThat(problems("", override)).containsExactly(message);
  }

  /** Values that do not go together. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          rollout: {group-size: 2, prefixed-per-group: 3} | rollout.prefixed-per-group: 3 is more than rollout.group-size (2). Use at most 2, or larger groups.
          prefix: {min-fraction: 0.6} | prefix.min-fraction: 0.6 is more than prefix.max-fraction (0.5). Swap the two or raise prefix.max-fraction.
          prefix: {final-min-fraction: 0.6} | prefix.final-min-fraction: 0.6 is more than prefix.final-max-fraction (0.5). Swap the two or raise prefix.final-max-fraction.
          prefix: {source: generated, outcome: correct} | prefix.outcome: correct filters stored rollouts by how they ended, and prefix.source is generated. Use any, or prefix.source=stored.
          training: {groups-per-step: 512} | training.groups-per-step: 512 is more than rollout.prompts-per-round (256). Use at most 256: a step takes whole groups of one round.
          training: {groups-per-step: 24} | training.groups-per-step: 24 does not divide rollout.prompts-per-round (256). Set training.groups-per-step to 16 or 32, or rollout.prompts-per-round to a multiple of 24.
          rollout: {min-pass-rate: 0.6, max-pass-rate: 0.4} | rollout.min-pass-rate: 0.6 is more than rollout.max-pass-rate (0.4). Swap the two or raise rollout.max-pass-rate.
          {rollout: {oversample: 1.5}, training: {keep-zero-variance: true}} | training.keep-zero-variance: true contradicts rollout.oversample (1.5), which drops such groups. Set it to false, or rollout.oversample to 1.
          reward: {correct-weight: 0} | reward.correct-weight: 0.0 with reward.format-weight 0.0 leaves nothing to reward. Raise one of the two.
          reward: {overlong-buffer: 257} | reward.overlong-buffer: 257 is more than rollout.max-tokens (256). Use at most 256, or longer responses.
          loss: {dual-clip: 1} | loss.dual-clip: 1.0 would cut losses inside the clip range. Use 0 to switch it off, or a number more than 1.
          loss: {policy-loss: gspo} | loss.aggregation: gspo is not defined for token-mean. Set loss.aggregation to seq-mean-token-mean.
          training: {gate: {min-mean-ratio: 3}} | training.gate.min-mean-ratio: 3.0 is more than training.gate.max-mean-ratio (2.0). Swap the two or raise training.gate.max-mean-ratio.
          training: {gate: {prefix: {min-mean-ratio: 3, max-mean-ratio: 2}}} | training.gate.prefix.min-mean-ratio: 3.0 is more than training.gate.prefix.max-mean-ratio (2.0). Swap the two or raise training.gate.prefix.max-mean-ratio.
          training: {gate: {continuation: {min-mean-ratio: 3, max-mean-ratio: 2}}} | training.gate.continuation.min-mean-ratio: 3.0 is more than training.gate.continuation.max-mean-ratio (2.0). Swap the two or raise training.gate.continuation.max-mean-ratio.
          training: {optimizer: {schedule: cosine}} | training.optimizer.total-steps: 0 leaves no steps to the cosine. Use more than training.optimizer.warmup-steps (0).
          warmup: {optimizer: {schedule: cosine, warmup-steps: 9, total-steps: 9}} | warmup.optimizer.total-steps: 9 leaves no steps to the cosine. Use more than warmup.optimizer.warmup-steps (9).
          quickstart: {min-numbers: 5} | quickstart.min-numbers: 5 is more than quickstart.max-numbers (4). Swap the two or raise quickstart.max-numbers.
          """)
  void nameBothKeysOfARule(String yaml, String message) {
    assertThat(problems(yaml)).containsExactly(message);
  }

  /** Text that is no configuration. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          'seed: 1\nrun: a: b\n' | the configuration, line 2: malformed YAML: mapping values are not allowed here. Correct the YAML there.
          'run:\n  dir: [a\n' | the configuration, line 3: malformed YAML: while parsing a flow sequence, expected ',' or ']', but got <stream end>. Correct the YAML there.
          'run:\n\tdir: a\n' | the configuration, line 2: malformed YAML: while scanning for the next token, found character '\\t(TAB)' that cannot start any token. (Do not use \\t(TAB) for indentation). Correct the YAML there.
          '- seed\n' | the configuration: the top level is a list. Write sections and keys as in conf/reference.yaml.
          'seed\n' | the configuration: the top level is a single value. Write sections and keys as in conf/reference.yaml.
          'seed: 1\n---\nseed: 2\n' | the configuration: holds more than one YAML document. Keep one.
          'seed: 1\nrun:\n  id: a\nseed: 2\n' | seed: given twice in the configuration, on line 1 and on line 4. Keep one of them.
          'run: {id: a}\nrun.id: b\n' | run.id: given twice in the configuration, on line 1 and on line 2. Keep one of them.
          'run: {id: &x a, dir: *x}\n' | run.dir: is the YAML alias *x. Write the value itself.
          """)
  void sayWhereTextIsNoConfiguration(String yaml, String message) {
    assertThat(problems(unescape(yaml))).containsExactly(unescape(message));
  }

  @Test
  void refuseCharactersThatYamlDoesNotHave() {
    assertThat(problems("seed: 1\nrun: {id: 'a\u0000b'}"))
        .singleElement()
        .asString()
        .startsWith("the configuration: malformed YAML: ")
        .contains("special characters are not allowed")
        .endsWith(". Correct the YAML there.");
  }

  /** Overrides that are none. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          rollout.group-size | --set rollout.group-size: has no '='. Write --set key=value.
          =5 | --set =5: has no key before '='. Write --set key=value.
          seed=[1 | --set seed=[1, line 1: malformed YAML: while parsing a flow sequence, expected ',' or ']', but got <stream end>. Correct the YAML there.
          """)
  void sayWhichOverrideIsNone(String override, String message) {
    assertThat(problems("", override)).containsExactly(message);
  }

  @Test
  void comeAllAtOnce() {
    String yaml =
        """
        rollout:
          group-size: one
          groupsize: 4
          prefixed-per-group: 9
        seed: 1
        seed: 2
        prefix:
          min-fraction: 0.9
        """;
    assertThat(problems(yaml, "history.window", "loss.dual-clip=0.5"))
        .containsExactly(
            "seed: given twice in the configuration, on line 5 and on line 6. Keep one of them.",
            "--set history.window: has no '='. Write --set key=value.",
            "rollout.groupsize: unknown key. Did you mean rollout.group-size?",
            "rollout.group-size: 'one' is not a whole number. Use a whole number, 2 or more: an"
                + " advantage compares the samples of a group.",
            "prefix.min-fraction: 0.9 is more than prefix.max-fraction (0.5). Swap the two or raise"
                + " prefix.max-fraction.",
            "loss.dual-clip: 0.5 would cut losses inside the clip range. Use 0 to switch it off, or"
                + " a number more than 1.");
  }

  @Test
  void leaveOutRulesAboutKeysInDoubt() {
    assertThat(problems("rollout: {groupsize: 16, prefixed-per-group: 12}"))
        .containsExactly("rollout.groupsize: unknown key. Did you mean rollout.group-size?");
  }

  @Test
  void keepTheParsersException() {
    InputException exception = refuse("a: b: c");
    assertThat(exception.getSuppressed()).hasSize(1);
    assertThat(exception.getSuppressed()[0]).hasMessageContaining("mapping values");
  }

  private static List<String> problems(String yaml, String... overrides) {
    return refuse(yaml, overrides).problems();
  }

  private static InputException refuse(String yaml, String... overrides) {
    return catchThrowableOfType(
        InputException.class, () -> SoupConfig.parse(yaml, List.of(overrides)));
  }

  private static String unescape(String text) {
    return text.replace("\\n", "\n");
  }
}
