package io.souprl.jobs.table;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;

import org.apache.spark.sql.Column;

/**
 * What holds of every finished row that the rollout stage has written. A row that was damaged, or
 * that another tool has added, may lack it. The columns are never null.
 */
public final class SoundRollouts {
  private SoundRollouts() {}

  /** Tokens, both log-probabilities and the segments are of one length, above the prefix's. */
  public static Column complete() {
    return known(
        expr(
            """
            size(response_token_ids) > 0
            AND size(behaviour_logprobs) = size(response_token_ids)
            AND size(current_logprobs) = size(response_token_ids)
            AND aggregate(segments.length, 0, (sum, length) -> sum + length) = size(response_token_ids)
            AND prefix_length BETWEEN 0 AND size(response_token_ids) - 1
            """));
  }

  /** It was sampled at this temperature. */
  public static Column atTemperature(double temperature) {
    return known(col("sampling.temperature").equalTo(temperature));
  }

  /** It was sampled from the whole softmax: truncation biases importance ratios. */
  public static Column untruncated() {
    return known(col("sampling.top_p").equalTo(1.0).and(col("sampling.top_k").equalTo(0)));
  }

  /** The rollout did not fail. */
  public static Column finished() {
    return known(col("finish_reason").notEqual("error"));
  }

  private static Column known(Column condition) {
    return coalesce(condition, lit(false));
  }
}
