-- One row a stretch of a prefix: who first sampled it, how long ago, and what became of both responses. Nothing is known of
-- a source where a past policy sampled the stretch for this very rollout (prefix.source: generated).
WITH verdicts AS (
  SELECT rollout_id, MAX_BY(status, scored_at) AS status, MAX_BY(reward, scored_at) AS reward
  FROM scores
  GROUP BY rollout_id
),
stretches AS (
  SELECT
    rollout_id, round, prompt_id, sample_index, policy_version, prefix_length,
    SIZE(response_token_ids) AS response_length,
    position,
    AGGREGATE(SLICE(segments, 1, position), 0, (sum, segment) -> sum + segment.length) AS start,
    stretch
  FROM rollouts LATERAL VIEW POSEXPLODE(segments) exploded AS position, stretch
  WHERE prefix_length > 0
)
SELECT
  stretches.rollout_id,
  stretches.round,
  stretches.prompt_id,
  stretches.sample_index,
  stretches.policy_version,
  stretches.position AS segment,
  stretches.start,
  stretch.length AS length,
  stretches.prefix_length,
  stretches.response_length,
  stretch.policy_version AS source_version,
  stretches.policy_version - stretch.policy_version AS lag,
  stretch.source_rollout_id AS source_rollout_id,
  sources.round AS source_round,
  source_verdicts.status AS source_status,
  source_verdicts.reward AS source_reward,
  verdicts.status AS status,
  verdicts.reward AS reward
FROM stretches
  LEFT JOIN verdicts ON verdicts.rollout_id = stretches.rollout_id
  LEFT JOIN rollouts AS sources ON sources.rollout_id = stretch.source_rollout_id
  LEFT JOIN verdicts AS source_verdicts ON source_verdicts.rollout_id = stretch.source_rollout_id
WHERE stretches.start < stretches.prefix_length
ORDER BY round, prompt_id, sample_index, segment
