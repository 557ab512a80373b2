-- One row an evaluation, data set and k: unbiased pass@k, and what it gained on the base policy.
SELECT
  later.round,
  later.policy_version,
  later.dataset,
  later.split,
  later.k,
  later.n,
  later.prompts,
  later.value AS pass_at_k,
  later.std_error,
  later.value - base.value AS gain
FROM evals AS later
  LEFT JOIN evals AS base
    ON base.metric = 'pass' AND base.round = -1
    AND base.dataset <=> later.dataset AND base.split <=> later.split AND base.k = later.k
WHERE later.metric = 'pass'
ORDER BY round, dataset, split, k
