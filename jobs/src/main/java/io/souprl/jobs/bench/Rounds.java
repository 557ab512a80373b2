package io.souprl.jobs.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.souprl.task.CountdownProblem;
import io.souprl.task.CountdownSettings;
import io.souprl.task.CountdownTask;
import io.souprl.tokenizer.EncodeSpecials;
import io.souprl.tokenizer.Tokenizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Whole rounds on the same prompts with one optimiser step each: every response has the full
 * length, and is rewarded for a digit, which about every second response of a random policy of the
 * smaller sizes has.
 */
final class Rounds implements Work {
  /** Of a round that is compared with a peer's step. */
  static final int PROMPTS = 32;

  static final int GROUP_SIZE = 8;
  static final int NEW_TOKENS = 64;
  static final String PATTERN = "[0-9]";
  static final double LEARNING_RATE = 1e-6;
  static final double MAX_GRADIENT_NORM = 1;

  private static final long SEED = 0;
  private static final CountdownSettings PROBLEMS =
      new CountdownSettings(3, 4, 9, CountdownSettings.LARGEST_DIGIT);
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final int prompts;

  /**
   * @param prompts of a round
   */
  Rounds(int prompts) {
    this.prompts = prompts;
  }

  /** One round a repeat. */
  @Override
  public int size() {
    return 1;
  }

  /** Tokens that the policy samples. */
  @Override
  public long tokens(int rounds) {
    return (long) rounds * prompts * GROUP_SIZE * NEW_TOKENS;
  }

  int prompts() {
    return prompts;
  }

  private List<String> texts() {
    return CountdownTask.problems(SEED, prompts, PROBLEMS).stream()
        .map(CountdownProblem::promptText)
        .toList();
  }

  /** Writes the prompts as a run imports them. */
  void writePrompts(Path file) {
    write(
        file,
        texts().stream()
            .map(
                prompt ->
                    json(
                        Map.of(
                            "prompt",
                            prompt,
                            "answer",
                            "",
                            "split",
                            "train",
                            "verifier",
                            "regex(pattern='" + PATTERN + "', compare=match)")))
            .collect(Collectors.joining("\n")));
  }

  /** Writes what the peer reads. */
  void write(Path file) {
    write(
        file,
        json(
            Map.of(
                "prompts",
                texts(),
                "group_size",
                GROUP_SIZE,
                "new_tokens",
                NEW_TOKENS,
                "pattern",
                PATTERN,
                "learning_rate",
                LEARNING_RATE,
                "max_gradient_norm",
                MAX_GRADIENT_NORM)));
  }

  /**
   * The same as groups of token ids.
   *
   * @param checkpoint directory of the policy with its tokenizer
   */
  SequenceGroups groups(Path checkpoint) {
    int[][] lengths = new int[prompts][GROUP_SIZE];
    Arrays.stream(lengths).forEach(group -> Arrays.fill(group, NEW_TOKENS));
    try (Tokenizer tokenizer = Tokenizer.load(checkpoint)) {
      return new SequenceGroups(
          texts().stream()
              .map(text -> tokenizer.encode(text, EncodeSpecials.ADD))
              .toArray(int[][]::new),
          lengths);
    }
  }

  private static String json(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + file, e);
    }
  }
}
