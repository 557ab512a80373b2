-- One row a prompt: how often it was sampled and solved; the newest verdict of a rollout counts.
WITH verdicts AS (
  SELECT rollout_id, MAX_BY(status, scored_at) AS status, MAX_BY(reward, scored_at) AS reward
  FROM scores
  GROUP BY rollout_id
),
answered AS (
  SELECT
    prompt_id,
    COUNT(*) AS samples,
    COUNT(reward) AS scored,
    COUNT_IF(status = 'correct') AS correct,
    COUNT_IF(status = 'correct') / COUNT(reward) AS pass_rate,
    COUNT_IF(status = 'correct' AND prefix_length = 0) / COUNT(IF(prefix_length = 0, reward, NULL)) AS pass_rate_plain,
    AVG(reward) AS reward,
    AVG(SIZE(response_token_ids)) AS response_length,
    COUNT(DISTINCT round) AS rounds,
    MAX(round) AS last_round
  FROM rollouts LEFT JOIN verdicts USING (rollout_id)
  WHERE finish_reason <> 'error'
  GROUP BY prompt_id
)
SELECT
  prompt_id, dataset, split, verifier,
  COALESCE(samples, 0) AS samples,
  COALESCE(scored, 0) AS scored,
  COALESCE(correct, 0) AS correct,
  pass_rate, pass_rate_plain, reward, response_length,
  COALESCE(rounds, 0) AS rounds,
  last_round
FROM prompts LEFT JOIN answered USING (prompt_id)
ORDER BY pass_rate, prompt_id
