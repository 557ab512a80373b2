-- One row for every rollout and pair of verifiers, or versions of one, that give it another status or reward.
SELECT
  a.run_id, a.round, a.rollout_id, r.prompt_id,
  a.verifier, a.verifier_version, a.status, a.reward, a.extracted_answer,
  b.verifier AS other_verifier, b.verifier_version AS other_version, b.status AS other_status, b.reward AS other_reward,
  b.extracted_answer AS other_answer,
  p.answer AS gold,
  r.response_text
FROM scores a
  JOIN scores b ON a.run_id = b.run_id AND a.round = b.round AND a.rollout_id = b.rollout_id
    AND (a.verifier < b.verifier OR (a.verifier = b.verifier AND a.verifier_version < b.verifier_version))
  JOIN rollouts r ON r.run_id = a.run_id AND r.round = a.round AND r.rollout_id = a.rollout_id
  LEFT JOIN prompts p ON p.prompt_id = r.prompt_id
WHERE a.status <> b.status OR NOT (a.reward <=> b.reward)
ORDER BY a.round, a.rollout_id, a.verifier, b.verifier, b.verifier_version
