package io.souprl.jobs.policy;

import java.util.Optional;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** What an input column holds. */
enum InputKind {
  /** Prompts to tokenise. */
  TEXT,
  /** Token ids of prompts. */
  TOKEN_IDS,
  /** Whole requests, see {@link RequestSchema}. */
  REQUEST;

  /** The kind of a column of this type, if a policy can answer it. */
  static Optional<InputKind> of(DataType type) {
    if (type.equals(DataTypes.StringType)) {
      return Optional.of(TEXT);
    }
    if (type instanceof ArrayType array
        && (array.elementType().equals(DataTypes.IntegerType)
            || array.elementType().equals(DataTypes.LongType))) {
      return Optional.of(TOKEN_IDS);
    }
    return type.catalogString().equals(RequestSchema.TYPE.catalogString())
        ? Optional.of(REQUEST)
        : Optional.empty();
  }
}
