CREATE TABLE delta.`${path}` (
  run_id STRING COMMENT 'Run',
  round INT COMMENT 'Round trained',
  step INT COMMENT 'Optimiser step within the round, from 0; null when an oversampled round took its group into no batch',
  epoch INT COMMENT 'Pass over the round, from 0',
  rollout_id STRING COMMENT 'Rollout consumed',
  reward DOUBLE COMMENT 'Reward used, after shaping',
  advantage DOUBLE COMMENT 'Group-relative advantage',
  included BOOLEAN COMMENT 'Whether it took part in the loss',
  excluded_reason STRING COMMENT 'Why it did not: no_reward, zero_variance, single_sample, skipped_step (something in its step was not finite) or surplus (its group has variance, but the oversampled round had enough)',
  verifier STRING COMMENT 'Verifier that gave the score behind the reward',
  verifier_version STRING COMMENT 'Its version: of its code and options'
) USING DELTA
PARTITIONED BY (round)
COMMENT 'What training consumed, exactly once an epoch'
TBLPROPERTIES ('souprl.schema-version' = '2', 'delta.checkpointInterval' = '30',
  'delta.constraints.reason' = 'included IS NOT NULL AND included = (excluded_reason IS NULL)')
