package io.souprl.jobs.bench;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;

/** Rollouts with their scores that no policy sampled, of sizes and laws like those of real ones. */
final class MadeUpRollouts {
  private static final int GROUP_SIZE = 8;
  private static final int VOCABULARY = 150_000;
  private static final int PROMPT_TOKENS = 60;

  private MadeUpRollouts() {}

  /**
   * A row of the rollouts or the scores table for each number; the same number gives a rollout and
   * its score.
   *
   * @param numbers with id and round
   * @param tokens of each response
   * @param schema of the table
   */
  static Dataset<Row> of(Dataset<Row> numbers, int tokens, StructType schema) {
    return MadeUpRows.of(
        numbers
            .withColumn("group", functions.expr("id DIV " + GROUP_SIZE))
            .withColumn("u", random("id", 1, tokens))
            .withColumn("v", random("id", 2, tokens)),
        schema,
        MadeUpRollouts::value);
  }

  /** So many numbers in [0, 1) of a row. */
  private static Column random(String row, int purpose, int count) {
    return functions.expr(
        "transform(sequence(1, %d), i -> pmod(xxhash64(%s, i, %d), 16777216) / 16777216D)"
            .formatted(count, row, purpose));
  }

  /** Tokens by a law like that of words, log-probabilities that are mostly near 0. */
  private static Column value(String column) {
    String token = "CAST(floor(%d * pow(%s, 4)) AS INT)";
    return switch (column) {
      case "rollout_id" -> functions.expr("substr(sha2(CAST(id AS STRING), 256), 1, 32)");
      case "prompt_id" -> functions.expr("concat('prompt-', group)");
      case "sample_index" -> functions.expr("id % " + GROUP_SIZE);
      case "round", "policy_version" -> functions.col("round");
      case "run_id", "checkpoint_hash" -> functions.lit("bench");
      case "prompt_token_ids" ->
          functions.expr(
              "transform(sequence(1, %d), i -> CAST(pmod(xxhash64(group, i), %d) AS INT))"
                  .formatted(PROMPT_TOKENS, VOCABULARY));
      case "response_token_ids" ->
          functions.expr("transform(u, x -> " + token.formatted(VOCABULARY, "x") + ")");
      case "behaviour_logprobs", "current_logprobs" ->
          functions.expr("transform(v, x -> CAST(-3 * pow(x, 6) AS FLOAT))");
      case "segments" ->
          functions.expr(
              "array(named_struct('policy_version', round, 'checkpoint_hash', 'bench',"
                  + " 'source_rollout_id', CAST(NULL AS STRING), 'length', size(u)))");
      case "prefix_length" -> functions.lit(0);
      case "generated_tokens" -> functions.expr("size(u)");
      case "finish_reason" -> functions.lit("stop");
      case "response_text" ->
          functions.expr(
              "array_join(transform(u, x -> conv("
                  + token.formatted(VOCABULARY, "x")
                  + ", 10, 36)), ' ')");
      case "sampling" ->
          functions.expr(
              "named_struct('temperature', 1D, 'top_p', 1D, 'top_k', 0, 'max_tokens', size(u))");
      case "created_at", "scored_at" ->
          functions.expr("timestamp_seconds(1750000000 + id DIV 100)");
      case "verifier" -> functions.lit("math");
      case "verifier_version" -> functions.lit("1-0123456789ab");
      case "status" -> functions.expr("if(v[0] < 0.4, 'correct', 'incorrect')");
      case "reward" -> functions.expr("if(v[0] < 0.4, 1D, 0D)");
      case "extracted_answer" -> functions.expr("CAST(id % 1000 AS STRING)");
      default -> functions.lit(null);
    };
  }
}
