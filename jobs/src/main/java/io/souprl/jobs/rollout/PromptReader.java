package io.souprl.jobs.rollout;

import static io.souprl.jobs.table.RowReader.string;

import io.souprl.chat.ChatPrompts;
import io.souprl.checkpoint.ModelConfig;
import io.souprl.error.InputErrors;
import io.souprl.jobs.imports.Chat;
import io.souprl.jobs.run.CheckpointFiles;
import io.souprl.jobs.run.Run;
import io.souprl.jobs.table.PolicyVersion;
import io.souprl.table.TableName;
import io.souprl.tokenizer.EncodeSpecials;
import io.souprl.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** Reads prompts and tokenises them for a policy, refusing those that do not fit its context. */
public final class PromptReader {
  private static final int PROBLEMS_SHOWN = 10;

  private PromptReader() {}

  /**
   * The prompts of these ids, in their order.
   *
   * @param maxTokens response tokens that must fit behind the prompt
   */
  public static List<PromptTokens> read(
      Run run, List<String> ids, PolicyVersion policy, int maxTokens) {
    Path directory = CheckpointFiles.local(policy);
    Map<String, int[]> tokens = tokens(run, ids, directory);
    int context = ModelConfig.read(directory).maximumPositions();
    List<PromptTokens> prompts = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    for (String id : ids) {
      prompts.add(new PromptTokens(prompts.size(), id, tokens.get(id)));
      problem(id, tokens.get(id).length, maxTokens, context).ifPresent(problems::add);
    }
    if (!problems.isEmpty()) {
      throw InputErrors.all(shown(problems));
    }
    return prompts;
  }

  private static Map<String, int[]> tokens(Run run, List<String> ids, Path checkpoint) {
    Map<String, int[]> tokens = new HashMap<>();
    ChatPrompts chats = new ChatPrompts(checkpoint);
    try (Tokenizer tokenizer = Tokenizer.load(checkpoint)) {
      for (Row row :
          run.tables()
              .read(TableName.PROMPTS)
              .where(functions.col("prompt_id").isInCollection(ids))
              .selectExpr("prompt_id", "prompt", "metadata['%s']".formatted(Chat.KEY))
              .collectAsList()) {
        String id = string(row, "prompt_id");
        tokens.put(
            id,
            row.isNullAt(2)
                ? tokenizer.encode(string(row, "prompt"), EncodeSpecials.ADD)
                : tokenizer.encode(
                    chats.text(Chat.conversation(id, row.getString(2))), EncodeSpecials.OMIT));
      }
    }
    return tokens;
  }

  private static java.util.Optional<String> problem(
      String id, int length, int maxTokens, int context) {
    if (length == 0) {
      return java.util.Optional.of("prompt " + id + ": it has no tokens. Remove the prompt.");
    }
    if (length + maxTokens <= context) {
      return java.util.Optional.empty();
    }
    return java.util.Optional.of(
        "prompt %s: %d tokens and max-tokens %d do not fit the context of %d (max_position_embeddings). Shorten the prompt or lower rollout.max-tokens (evaluation.max-tokens)."
            .formatted(id, length, maxTokens, context));
  }

  private static List<String> shown(List<String> problems) {
    if (problems.size() <= PROBLEMS_SHOWN) {
      return problems;
    }
    List<String> shown = new ArrayList<>(problems.subList(0, PROBLEMS_SHOWN));
    shown.add("and " + (problems.size() - PROBLEMS_SHOWN) + " more prompts");
    return shown;
  }
}
