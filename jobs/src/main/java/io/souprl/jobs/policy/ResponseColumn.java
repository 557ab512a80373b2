package io.souprl.jobs.policy;

import io.souprl.generation.FinishReason;
import io.souprl.generation.Generation;
import io.souprl.generation.GenerationRequest;
import io.souprl.jobs.table.RowBuilder;
import io.souprl.tokenizer.DecodeSpecials;
import io.souprl.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.collection.mutable.WrappedArray;

/** The shapes of the output column. */
enum ResponseColumn {
  /** One response a row. */
  ONE,
  /** An array of responses a row. */
  MANY,
  /** One response a row, with what the policy thinks of the given prefix. */
  WITH_PREFIX;

  private static final StructType RESPONSE =
      new StructType()
          .add("token_ids", DataTypes.createArrayType(DataTypes.IntegerType))
          .add("logprobs", DataTypes.createArrayType(DataTypes.FloatType))
          .add("text", DataTypes.StringType)
          .add("finish_reason", DataTypes.StringType)
          .add("error", DataTypes.StringType);
  private static final StructType PREFIX_RESPONSE =
      RESPONSE.add("prefix_logprobs", DataTypes.createArrayType(DataTypes.FloatType));

  static ResponseColumn of(InputKind kind, int samples) {
    if (kind == InputKind.REQUEST) {
      return WITH_PREFIX;
    }
    return samples == 1 ? ONE : MANY;
  }

  private StructType element() {
    return this == WITH_PREFIX ? PREFIX_RESPONSE : RESPONSE;
  }

  DataType type() {
    return this == MANY ? DataTypes.createArrayType(element()) : element();
  }

  /** The column's value for a row that is answered. */
  Object value(AnsweredRow answered, Tokenizer tokenizer) {
    List<Object> responses = new ArrayList<>();
    for (int sample = 0; sample < answered.answers().size(); sample++) {
      Generation answer = answered.answers().get(sample);
      Map<String, Object> fields = new HashMap<>();
      fields.put("token_ids", answer.tokenIds());
      fields.put("logprobs", answer.logprobs());
      fields.put("finish_reason", answer.finishReason().text());
      fields.put("error", answer.error());
      if (answer.finishReason() != FinishReason.ERROR) {
        fields.put("text", text(answered.requests().get(sample), answer, tokenizer));
      }
      if (this == WITH_PREFIX) {
        fields.put("prefix_logprobs", answer.prefixLogprobs());
      }
      responses.add(new RowBuilder(element()).row(fields));
    }
    return this == MANY ? WrappedArray.make(responses.toArray()) : responses.get(0);
  }

  /** Prefix and continuation are decoded as one: a character's bytes may lie in both. */
  private static String text(GenerationRequest request, Generation answer, Tokenizer tokenizer) {
    int[] response =
        IntStream.concat(IntStream.of(request.prefixTokenIds()), IntStream.of(answer.tokenIds()))
            .toArray();
    return tokenizer.decode(response, DecodeSpecials.SKIP);
  }
}
