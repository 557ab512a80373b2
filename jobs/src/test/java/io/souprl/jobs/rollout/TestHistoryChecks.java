package io.souprl.jobs.rollout;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.souprl.error.InputException;
import io.souprl.jobs.HandMadeRun;
import io.souprl.jobs.LocalSpark;
import io.souprl.jobs.TinyRun;
import io.souprl.table.TableName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Round 3 of a run whose policies are all there but in the tests that take some away. */
class TestHistoryChecks {
  private static final int ROUND = 3;

  @TempDir private static Path home;
  private static Path start;

  @TempDir private Path folder;

  @BeforeAll
  static void makePolicies() {
    start = home.resolve("start");
    try (HandMadeRun made = TinyRun.in(start)) {
      for (int version = 1; version <= ROUND; version++) {
        TinyRun.policy(made.run(), version);
      }
    }
  }

  @Test
  void passesStoredPrefixesWhateverBecameOfThePastPolicies() throws IOException {
    try (HandMadeRun made = without(0, 2, 2)) {
      assertThatCode(() -> new RolloutStage().check(made.run(), ROUND)).doesNotThrowAnyException();
    }
  }

  @Test
  void refusesToGenerateWithPoliciesThatAreGone() throws IOException {
    try (HandMadeRun made = without(0, 1, 1, "prefix.source=generated")) {
      refuses(
          made,
          "history.window: 64 reaches policy version 1, whose files are gone ("
              + made.run().checkpoints().version(1).uri()
              + "), as are those of 0; prefix.source=generated needs them. Lower"
              + " history.window to at most 1, restore them, or set prefix.source to stored.");
    }
  }

  @Test
  void namesTheOnlyRemediesWhenTheNewestPastPolicyIsGone() throws IOException {
    try (HandMadeRun made = without(2, 2, 2, "prefix.source=generated", "history.window=2")) {
      refuses(
          made,
          "history.window: 2 reaches policy version 2, whose files are gone ("
              + made.run().checkpoints().version(2).uri()
              + "); prefix.source=generated needs them. Restore them, or set prefix.source to"
              + " stored.");
    }
  }

  @Test
  void asksOnlyForThePoliciesThatMayBeDrawn() throws IOException {
    String[] settings = {"prefix.source=generated", "prefix.select=recent"};
    try (HandMadeRun made = without(0, 1, 1, settings)) {
      assertThatCode(() -> new RolloutStage().check(made.run(), ROUND)).doesNotThrowAnyException();
    }
    try (HandMadeRun made = again("prefix.source=generated", "history.window=1")) {
      assertThatCode(() -> new RolloutStage().check(made.run(), ROUND)).doesNotThrowAnyException();
    }
    try (HandMadeRun made = again("prefix.source=generated", "rollout.prefixed-per-group=0")) {
      assertThatCode(() -> new RolloutStage().check(made.run(), ROUND)).doesNotThrowAnyException();
    }
  }

  @Test
  void refusesAWindowOverTwoTokenizers() {
    String hash = hash();
    tokenizerOf(1, "other");
    try (HandMadeRun made = again()) {
      refuses(
          made,
          "checkpoints, policy version 3: its tokenizer_hash is "
              + hash
              + ", that of version 1 is other: the tokenizer has changed in mid-run. Lower"
              + " history.window to at most 1, or begin a new run with the new tokenizer.");
    }
    try (HandMadeRun made = again("history.window=1")) {
      assertThatCode(() -> new RolloutStage().check(made.run(), ROUND)).doesNotThrowAnyException();
    }
  }

  @Test
  void refusesAnotherTokenizerThanTheParentsWithoutPrefixesToo() {
    String hash = hash();
    tokenizerOf(2, "other");
    try (HandMadeRun made = again("rollout.prefixed-per-group=0")) {
      refuses(
          made,
          "checkpoints, policy version 3: its tokenizer_hash is "
              + hash
              + ", that of version 2 is other: the tokenizer has changed in mid-run. Put back the"
              + " old tokenizer.json, or begin a new run with the new one.");
    }
  }

  private static void refuses(HandMadeRun made, String message) {
    assertThatThrownBy(() -> new RolloutStage().check(made.run(), ROUND))
        .isInstanceOf(InputException.class)
        .hasMessage(message);
  }

  /** A copy of the run whose registry says that these versions' files are elsewhere. */
  private HandMadeRun without(int first, int last, int newest, String... overrides)
      throws IOException {
    try (HandMadeRun made = TinyRun.copyOf(start, folder.resolve("run"))) {
      for (int version = first; version <= last; version++) {
        Path gone = folder.resolve("policies-gone").resolve("" + version);
        if (version == newest) {
          Files.createDirectories(gone); // emptied, not removed
          Files.writeString(gone.resolve("optimizer.safetensors"), "");
          Files.writeString(gone.resolve("config.json"), "{}");
        }
        update(made, version, "uri = '" + gone.toUri() + "'");
      }
    }
    return again(overrides);
  }

  private HandMadeRun without(int first, int last, int newest) throws IOException {
    return without(first, last, newest, new String[0]);
  }

  private void tokenizerOf(int version, String hash) {
    try (HandMadeRun made = TinyRun.copyOf(start, folder.resolve("run"))) {
      update(made, version, "tokenizer_hash = '" + hash + "'");
    }
  }

  private static String hash() {
    try (HandMadeRun made = TinyRun.again(start)) {
      return made.run().checkpoints().tokenizerHash(ROUND);
    }
  }

  private static void update(HandMadeRun made, int version, String assignment) {
    LocalSpark.sql(
        "UPDATE delta.`%s` SET %s WHERE policy_version = %d"
            .formatted(made.run().directory().table(TableName.CHECKPOINTS), assignment, version));
  }

  private HandMadeRun again(String... overrides) {
    return TinyRun.again(folder.resolve("run"), overrides);
  }
}
