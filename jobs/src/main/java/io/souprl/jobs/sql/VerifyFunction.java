package io.souprl.jobs.sql;

import io.souprl.verify.Completion;
import io.souprl.verify.Verdict;
import io.souprl.verify.Verifiers;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF3;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * {@code souprl_verify(gold, completion, verifier)} in SQL: a struct of status, reward,
 * extracted_answer and detail. The verifier is a name or a specification with options; a completion
 * that is null has status error.
 */
public final class VerifyFunction implements UDF3<String, String, String, Row> {
  /** The name in SQL. */
  public static final String NAME = "souprl_verify";

  private static final long serialVersionUID = 1;
  private static final StructType VERDICT =
      new StructType()
          .add("status", DataTypes.StringType, false)
          .add("reward", DataTypes.DoubleType)
          .add("extracted_answer", DataTypes.StringType)
          .add("detail", DataTypes.StringType);

  /** Makes the function known to a session, ours or a notebook's. */
  public static void register(SparkSession spark) {
    spark.udf().register(NAME, new VerifyFunction(), VERDICT);
  }

  @Override
  public Row call(String gold, String completion, String verifier) {
    Verdict verdict =
        completion == null
            ? Verdict.error("no completion")
            : Verifiers.named(verifier).verify(gold, Completion.finished(completion));
    return RowFactory.create(
        verdict.status().tableName(),
        verdict.reward(),
        verdict.extractedAnswer(),
        verdict.detail());
  }
}
