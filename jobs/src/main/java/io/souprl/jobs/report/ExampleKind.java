package io.souprl.jobs.report;

/** Which rollouts are shown, and in which order they are looked for. */
enum ExampleKind {
  RIGHT(
      "Right",
      "Correct answers, those that continue an old prefix first.",
      3,
      "status = 'correct'",
      "prefix_length > 0 DESC, lag DESC, prefix_length DESC"),
  SURE_AND_WRONG(
      "Sure, and wrong",
      "Incorrect answers that the policies gave the highest probability a token.",
      3,
      "status = 'incorrect'",
      "behaviour DESC"),
  OFF_POLICY(
      "Odd: a prefix that the current policy would not sample",
      "Largest mean distance of recorded and current log-probabilities over a prefix.",
      2,
      "prefix_length > 0 AND distance IS NOT NULL",
      "distance DESC"),
  CUT_OFF("Odd: cut off", "At the token limit.", 1, "finish_reason = 'length'", "length DESC"),
  UNREAD(
      "Odd: without a readable answer, or failed",
      "The verifier found nothing to compare, or the row failed.",
      2,
      "finish_reason = 'error' OR status NOT IN ('correct', 'incorrect')",
      "length");

  private final String title;
  private final String meaning;
  private final int count;
  private final String condition;
  private final String order;

  ExampleKind(String title, String meaning, int count, String condition, String order) {
    this.title = title;
    this.meaning = meaning;
    this.count = count;
    this.condition = condition;
    this.order = order;
  }

  String title() {
    return title;
  }

  String meaning() {
    return meaning;
  }

  /**
   * SQL for the rollouts to show, at most one a prompt.
   *
   * @param from first round that they may be of
   */
  String query(int from) {
    return """
        WITH verdicts AS (
          SELECT rollout_id, MAX_BY(STRUCT(status, reward, extracted_answer, detail), scored_at) AS verdict
          FROM scores WHERE round >= %1$d GROUP BY rollout_id
        ),
        candidates AS (
          SELECT
            rollout_id, round, prompt_id, sample_index, policy_version, prompt, answer, response_text,
            verdict.status, verdict.reward, verdict.extracted_answer, verdict.detail, finish_reason, error,
            response_token_ids, behaviour_logprobs, current_logprobs, segments, prefix_length,
            SIZE(response_token_ids) AS length,
            policy_version - GET(segments, 0).policy_version AS lag,
            AGGREGATE(behaviour_logprobs, CAST(0 AS DOUBLE), (sum, x) -> sum + x) / SIZE(behaviour_logprobs) AS behaviour,
            AGGREGATE(SLICE(ARRAYS_ZIP(behaviour_logprobs, current_logprobs), 1, prefix_length), CAST(0 AS DOUBLE),
              (sum, pair) -> sum + ABS(pair.current_logprobs - pair.behaviour_logprobs)) / prefix_length AS distance
          FROM rollouts LEFT JOIN verdicts USING (rollout_id) JOIN prompts USING (prompt_id)
          WHERE round >= %1$d
        )
        SELECT * FROM (
          SELECT *, ROW_NUMBER() OVER (PARTITION BY prompt_id ORDER BY %3$s, rollout_id) AS place
          FROM candidates WHERE %2$s
        ) WHERE place = 1 ORDER BY %3$s, rollout_id LIMIT %4$d
        """
        .formatted(from, condition, order, count);
  }
}
