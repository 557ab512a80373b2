package io.souprl.config;

import io.souprl.error.InputErrors;
import io.souprl.error.InputException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The whole configuration of a run. Every value is resolved: what neither the file nor an override
 * sets has its default, so a stored {@link #toYaml()} does not change its meaning with the code.
 */
public record SoupConfig(
    @Section("Where a run is and what it is called.") RunConfig run,
    @Key(value = "0", doc = "Seed of all randomness of the run.") long seed,
    @Section("The base policy, version 0 of the run.") ModelConfig model,
    @Section("The prompts.") DataConfig data,
    @Section("The rollout stage: sampling completions for the prompts of a round.")
        RolloutConfig rollout,
    @Section("The prefixes: beginnings by past policies that the current policy continues.")
        PrefixConfig prefix,
    @Section("Which stored rollouts are history.") HistoryConfig history,
    @Section("Whole stored rollouts in place of sampled ones: trajectory replay, a baseline.")
        ReplayConfig replay,
    @Section(
            "The reward that training uses, made from the recorded scores: correct-weight x score "
                + "+ format-weight x format - overlong penalty. Scores stay as they are.")
        RewardConfig reward,
    @Section("The group-relative advantage: (reward - baseline) / (standard deviation + epsilon).")
        AdvantageConfig advantage,
    @Section(
            "The token loss: -min(A r, A clip(r, 1 - eps-low, 1 + eps-high)), A the advantage and "
                + "r the probability ratio against the policy that sampled the token, or one of "
                + "its neighbours.")
        LossConfig loss,
    @Section("The training stage: token-level SOUP updates of the policy.") TrainingConfig training,
    @Section("The scoring stage: verifying the responses.") ScoringConfig scoring,
    @Section("The evaluation stage: pass@k, avg@k and maj@k on held-out prompts.")
        EvaluationConfig evaluation,
    @Section("Where figures go besides the run's own tables. These keys may change within a round.")
        TrackingConfig tracking,
    @Section("The warm-up: supervised training of a base policy on demonstrations.")
        WarmupConfig warmup,
    @Section("The quickstart: a small model on the Countdown task.") QuickstartConfig quickstart) {

  private static final Schema SCHEMA = Schema.of(SoupConfig.class);
  private static final String RUN_DIR = "run.dir";

  /**
   * The configuration of a file with overrides upon it.
   *
   * @param yaml the file, or null for the defaults
   * @param overrides such as {@code rollout.group-size=16}; the value is YAML, the last one wins
   * @throws InputException with every problem found
   */
  public static SoupConfig load(Path yaml, List<String> overrides) {
    return yaml == null
        ? resolve("the configuration", "", overrides)
        : resolve(yaml.toString(), read(yaml), overrides);
  }

  /** The configuration of this YAML text with overrides upon it, as {@link #load} does it. */
  public static SoupConfig parse(String yaml, List<String> overrides) {
    return resolve("the configuration", yaml, overrides);
  }

  /** The configuration of this YAML text. */
  public static SoupConfig parse(String yaml) {
    return parse(yaml, List.of());
  }

  /** An override that sets a key to this text, whatever characters it has. */
  public static String override(String key, String text) {
    return key + "='" + text.replace("'", "''") + "'";
  }

  private static SoupConfig resolve(String source, String yaml, List<String> overrides) {
    Problems problems = new Problems();
    List<Setting> settings =
        new ArrayList<>(Presets.below(YamlReader.read(source, "", yaml, problems), problems));
    settings.addAll(Presets.among(Overrides.read(overrides, problems), problems));
    SoupConfig config = (SoupConfig) Binder.bind(SCHEMA, settings, problems);
    new CrossChecks(config, problems).run();
    problems.throwIfAny();
    return config;
  }

  private static String read(Path yaml) {
    try {
      return Files.readString(yaml);
    } catch (NoSuchFileException e) {
      throw InputErrors.of(yaml.toString(), "no such file", "Name an existing YAML file.", e);
    } catch (CharacterCodingException e) {
      throw InputErrors.of(yaml.toString(), "is not UTF-8 text", "Save it as UTF-8.", e);
    } catch (IOException e) {
      throw InputErrors.of(
          yaml.toString(), "cannot be read (" + e + ")", "Name a readable YAML file.", e);
    }
  }

  /** Canonical text: every key, resolved, in declared order. Reading it gives this record again. */
  public String toYaml() {
    return YamlDocument.canonical(SCHEMA, values());
  }

  /** SHA-256, in hex, of the canonical text without run.dir: a run that was moved keeps it. */
  public String hash() {
    String text = YamlDocument.canonical(SCHEMA, comparable(this));
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Cannot hash: this JVM has no SHA-256", e);
    }
  }

  /**
   * What has changed from this configuration to another one, each as {@code "key: old -> new"}.
   * Empty if and only if the hashes are equal: run.dir does not count.
   */
  public List<String> differences(SoupConfig other) {
    Map<String, String> theirs = comparable(other);
    List<String> differences = new ArrayList<>();
    comparable(this)
        .forEach(
            (key, value) -> {
              if (!value.equals(theirs.get(key))) {
                differences.add(key + ": " + value + " -> " + theirs.get(key));
              }
            });
    return differences;
  }

  private static Map<String, String> comparable(SoupConfig config) {
    Map<String, String> values = new LinkedHashMap<>(config.values());
    values.remove(RUN_DIR);
    return values;
  }

  /** The documented YAML text of every key with its default: conf/reference.yaml. */
  public static String reference() {
    return YamlDocument.documented(SCHEMA, SCHEMA.values(parse("")));
  }

  /** Every key with its value as YAML, in declared order. */
  public Map<String, String> values() {
    return SCHEMA.values(this);
  }

  static Schema schema() {
    return SCHEMA;
  }

  /** {@code run.id}, or the last part of {@code run.dir} where that is empty. */
  public String runId() {
    if (!run.id().isEmpty()) {
      return run.id();
    }
    String dir = run.dir().replaceAll("/+$", "");
    return dir.substring(dir.lastIndexOf('/') + 1);
  }

  /** Longest response of an evaluation in tokens. */
  public int evaluationMaxTokens() {
    return evaluation.maxTokens() == 0 ? rollout.maxTokens() : evaluation.maxTokens();
  }
}
