-- One row an optimiser step; global_step counts the steps of the run from 0.
SELECT
  round,
  step,
  ROW_NUMBER() OVER (PARTITION BY run_id ORDER BY round, step) - 1 AS global_step,
  MAX(value) FILTER (WHERE name = 'actor/pg_loss') AS pg_loss,
  MAX(value) FILTER (WHERE name = 'actor/entropy') AS entropy,
  MAX(value) FILTER (WHERE name = 'actor/ppo_kl') AS ppo_kl,
  MAX(value) FILTER (WHERE name = 'actor/pg_clipfrac') AS pg_clipfrac,
  MAX(value) FILTER (WHERE name = 'actor/pg_clipfrac_lower') AS pg_clipfrac_lower,
  MAX(value) FILTER (WHERE name = 'actor/grad_norm') AS grad_norm,
  MAX(value) FILTER (WHERE name = 'actor/lr') AS lr,
  MAX(value) FILTER (WHERE name = 'soup/prefix/ratio_mean') AS prefix_ratio_mean,
  MAX(value) FILTER (WHERE name = 'soup/prefix/ess') AS prefix_ess,
  MAX(value) FILTER (WHERE name = 'soup/prefix/entropy') AS prefix_entropy,
  MAX(value) FILTER (WHERE name = 'soup/prefix/grad_share') AS prefix_grad_share,
  MAX(value) FILTER (WHERE name = 'soup/continuation/ratio_mean') AS continuation_ratio_mean,
  MAX(value) FILTER (WHERE name = 'soup/continuation/ess') AS continuation_ess,
  MAX(value) FILTER (WHERE name = 'soup/continuation/entropy') AS continuation_entropy
FROM metrics
WHERE stage = 'training' AND step >= 0
GROUP BY run_id, round, step
ORDER BY round, step
