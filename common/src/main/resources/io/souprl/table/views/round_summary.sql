-- One row a round: what was sampled, what it scored (the newest verdict of a rollout counts) and how training went.
WITH verdicts AS (
  SELECT rollout_id, MAX_BY(status, scored_at) AS status, MAX_BY(reward, scored_at) AS reward
  FROM scores
  GROUP BY rollout_id
),
sampled AS (
  SELECT
    round,
    MAX(policy_version) AS policy_version,
    COUNT(DISTINCT prompt_id) AS prompts,
    COUNT(*) AS rollouts,
    COUNT_IF(finish_reason = 'error') AS failed,
    COUNT(reward) AS scored,
    AVG(reward) AS reward,
    AVG(IF(prefix_length > 0, reward, NULL)) AS reward_prefixed,
    AVG(IF(prefix_length = 0, reward, NULL)) AS reward_plain,
    COUNT_IF(status = 'correct') / COUNT(reward) AS correct_fraction,
    COUNT_IF(prefix_length > 0) / COUNT(*) AS prefixed_fraction,
    AVG(IF(prefix_length > 0, prefix_length, NULL)) AS prefix_length,
    AVG(IF(finish_reason = 'error', NULL, SIZE(response_token_ids))) AS response_length,
    COUNT_IF(finish_reason = 'length') / COUNT(*) AS cut_off_fraction,
    SUM(generated_tokens) AS generated_tokens,
    SUM(IF(GET(segments, 0).source_rollout_id IS NULL, 0, prefix_length)) AS reused_tokens,
    SUM(IF(prefix_length > 0 AND GET(segments, 0).source_rollout_id IS NULL, prefix_length, 0)) AS prefix_generated_tokens
  FROM rollouts LEFT JOIN verdicts USING (rollout_id)
  GROUP BY round
),
consumed AS (
  SELECT round, COUNT_IF(included) / COUNT(*) AS trained_fraction
  FROM training_rows
  GROUP BY round
),
measured AS (
  SELECT
    round,
    COUNT(DISTINCT IF(step >= 0, step, NULL)) AS steps,
    MAX(value) FILTER (WHERE step = -1 AND name = 'actor/pg_loss') AS pg_loss,
    MAX(value) FILTER (WHERE step = -1 AND name = 'actor/entropy') AS entropy,
    MAX(value) FILTER (WHERE step = -1 AND name = 'actor/ppo_kl') AS ppo_kl,
    MAX(value) FILTER (WHERE step = -1 AND name = 'actor/grad_norm') AS grad_norm
  FROM metrics
  WHERE stage = 'training'
  GROUP BY round
),
timed AS (
  SELECT round, SUM(counts['seconds']) AS seconds
  FROM rounds
  GROUP BY round
)
SELECT *
FROM sampled
  LEFT JOIN consumed USING (round)
  LEFT JOIN measured USING (round)
  LEFT JOIN timed USING (round)
ORDER BY round
