package io.souprl.jobs.policy;

import io.souprl.checkpoint.ModelConfig;
import io.souprl.generation.GenerationRequest;
import io.souprl.generation.PromptRequests;
import io.souprl.jobs.run.LoadedPolicy;
import io.souprl.tokenizer.EncodeSpecials;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Row;

/**
 * Turns a row into the requests for its samples. Sample i of a row draws from the stream of (seed,
 * id, i), as {@code souprl generate} does it; without an id column the input itself is the id, so
 * that equal inputs get equal answers wherever they are.
 *
 * @param input index of the input column
 * @param id index of the id column, or {@link #NO_ID}
 * @param samples requests a row
 * @param maxTokens longest response; 0: see {@link PromptRequests}
 * @param seed of all streams
 */
record RequestReader(InputKind kind, int input, int id, int samples, int maxTokens, long seed)
    implements Serializable {
  static final int NO_ID = -1;

  /** One request a sample. */
  List<GenerationRequest> read(Row row, LoadedPolicy policy) throws RefusedRow {
    if (row.isNullAt(input)) {
      throw new RefusedRow("the input is null");
    }
    ModelConfig model = policy.decoder().config();
    if (kind == InputKind.REQUEST) {
      GenerationRequest request = RequestSchema.read(row.getStruct(input), seed);
      requireFits(request, model);
      return List.of(request);
    }
    int[] prompt =
        kind == InputKind.TEXT
            ? policy.tokenizer().encode(row.getString(input), EncodeSpecials.ADD)
            : TokenIds.of(row.getList(input));
    if (prompt.length == 0) {
      throw new RefusedRow("the prompt has no tokens");
    }
    int longest =
        maxTokens > 0 ? maxTokens : PromptRequests.room(prompt.length, model.maximumPositions());
    List<GenerationRequest> requests =
        PromptRequests.of(prompt, longest, samples, seed, name(row, prompt));
    requireFits(requests.get(0), model);
    return requests;
  }

  private String name(Row row, int[] prompt) throws RefusedRow {
    if (id == NO_ID) {
      return kind == InputKind.TEXT ? row.getString(input) : Arrays.toString(prompt);
    }
    if (row.isNullAt(id)) {
      throw new RefusedRow("the id is null");
    }
    return row.get(id).toString();
  }

  private static void requireFits(GenerationRequest request, ModelConfig model) throws RefusedRow {
    int length = request.promptTokenIds().length;
    if ((long) length + request.maxTokens() > model.maximumPositions()) {
      throw new RefusedRow(
          "a prompt of %d tokens and a response of %d do not fit the context of %d (max_position_embeddings)"
              .formatted(length, request.maxTokens(), model.maximumPositions()));
    }
    TokenIds.requireWithin(model.vocabularySize(), request.promptTokenIds());
    TokenIds.requireWithin(model.vocabularySize(), request.prefixTokenIds());
  }
}
