-- One row a round: how many different responses its prompts got, how many different correct ones, and what the run has
-- found up to it. Responses are the same when their token ids are; the newest verdict of a rollout counts.
WITH verdicts AS (
  SELECT rollout_id, MAX_BY(status, scored_at) AS status
  FROM scores
  GROUP BY rollout_id
),
answered AS (
  SELECT run_id, round, prompt_id, response_token_ids, COALESCE(status = 'correct', FALSE) AS correct
  FROM (SELECT * FROM rollouts WHERE finish_reason <> 'error') LEFT JOIN verdicts USING (rollout_id)
),
by_prompt AS (
  SELECT
    run_id, round, prompt_id,
    COUNT(*) AS responses,
    COUNT(DISTINCT response_token_ids) AS distinct_responses,
    COUNT(DISTINCT IF(correct, response_token_ids, NULL)) AS distinct_correct
  FROM answered
  GROUP BY run_id, round, prompt_id
),
sampled AS (
  SELECT
    run_id, round,
    COUNT(*) AS prompts,
    SUM(responses) AS responses,
    AVG(distinct_responses) AS distinct_per_prompt,
    AVG(distinct_correct) AS distinct_correct_per_prompt,
    COUNT_IF(distinct_correct > 0) AS prompts_solved
  FROM by_prompt
  GROUP BY run_id, round
),
first_found AS (
  SELECT prompt_id, response_token_ids, MIN(round) AS round
  FROM answered
  WHERE correct
  GROUP BY prompt_id, response_token_ids
),
found AS (
  SELECT round, COUNT(*) AS new_correct FROM first_found GROUP BY round
),
first_solved AS (
  SELECT prompt_id, MIN(round) AS round FROM first_found GROUP BY prompt_id
),
solved AS (
  SELECT round, COUNT(*) AS new_solved FROM first_solved GROUP BY round
),
measured AS (
  SELECT
    round,
    MAX(value) FILTER (WHERE name = 'actor/entropy') AS entropy,
    MAX(value) FILTER (WHERE name = 'soup/prefix/entropy') AS prefix_entropy,
    MAX(value) FILTER (WHERE name = 'soup/continuation/entropy') AS continuation_entropy,
    MAX(value) FILTER (WHERE name = 'soup/zero_variance_fraction') AS zero_variance_fraction
  FROM metrics
  WHERE stage = 'training' AND step = -1
  GROUP BY round
)
SELECT
  round, prompts, responses, distinct_per_prompt, distinct_correct_per_prompt, prompts_solved,
  SUM(COALESCE(new_solved, 0)) OVER (PARTITION BY run_id ORDER BY round) AS prompts_ever_solved,
  SUM(COALESCE(new_correct, 0)) OVER (PARTITION BY run_id ORDER BY round) AS distinct_correct_ever,
  entropy, prefix_entropy, continuation_entropy, zero_variance_fraction
FROM sampled
  LEFT JOIN found USING (round)
  LEFT JOIN solved USING (round)
  LEFT JOIN measured USING (round)
ORDER BY round
