package io.souprl.jobs.policy;

import io.souprl.generation.GenerationRequest;
import io.souprl.jobs.table.RowBuilder;
import io.souprl.random.CounterRandom;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * An input column whose rows say everything about one response: what a stage that gives prefixes or
 * names its streams itself hands to {@link PolicyTransformer}.
 *
 * <ul>
 *   <li>{@code prompt_token_ids array<int>}
 *   <li>{@code prefix_token_ids array<int>}: given response tokens, may be empty
 *   <li>{@code max_tokens int}: longest response, prefix included
 *   <li>{@code purpose string} and {@code stream array<string>}: the draws are those of {@code
 *       CounterRandom.of(purpose, seed, stream...)}, the seed being the transformer's
 * </ul>
 */
public final class RequestSchema {
  private static final String PROMPT = "prompt_token_ids";
  private static final String PREFIX = "prefix_token_ids";
  private static final String MAX_TOKENS = "max_tokens";
  private static final String PURPOSE = "purpose";
  private static final String STREAM = "stream";

  /** The column's type. */
  public static final StructType TYPE =
      new StructType()
          .add(PROMPT, DataTypes.createArrayType(DataTypes.IntegerType))
          .add(PREFIX, DataTypes.createArrayType(DataTypes.IntegerType))
          .add(MAX_TOKENS, DataTypes.IntegerType)
          .add(PURPOSE, DataTypes.StringType)
          .add(STREAM, DataTypes.createArrayType(DataTypes.StringType));

  private static final RowBuilder ROWS = new RowBuilder(TYPE);

  private RequestSchema() {}

  /**
   * A request.
   *
   * @param stream numbers and strings that name the response's stream of draws within the purpose
   */
  public static Row row(
      int[] promptTokenIds, int[] prefixTokenIds, int maxTokens, String purpose, Object... stream) {
    return ROWS.row(
        PROMPT, promptTokenIds,
        PREFIX, prefixTokenIds,
        MAX_TOKENS, maxTokens,
        PURPOSE, purpose,
        STREAM, Stream.of(stream).map(Object::toString).toList());
  }

  /** Reads by position, as rows that come from other typed operations may lack their schema. */
  static GenerationRequest read(Row request, long seed) throws RefusedRow {
    for (int field = 0; field < TYPE.size(); field++) {
      if (request.isNullAt(field)) {
        throw new RefusedRow("the request's " + TYPE.apply(field).name() + " is null");
      }
    }
    int[] prompt = TokenIds.of(request.getList(TYPE.fieldIndex(PROMPT)));
    int[] prefix = TokenIds.of(request.getList(TYPE.fieldIndex(PREFIX)));
    int maxTokens = request.getInt(TYPE.fieldIndex(MAX_TOKENS));
    if (prompt.length == 0) {
      throw new RefusedRow("the prompt has no tokens");
    }
    if (maxTokens <= prefix.length) {
      throw new RefusedRow(
          "a response of at most %d tokens has no room behind a prefix of %d"
              .formatted(maxTokens, prefix.length));
    }
    List<String> stream = request.getList(TYPE.fieldIndex(STREAM));
    return new GenerationRequest(
        prompt,
        prefix,
        maxTokens,
        CounterRandom.of(request.getString(TYPE.fieldIndex(PURPOSE)), seed, stream.toArray()));
  }
}
