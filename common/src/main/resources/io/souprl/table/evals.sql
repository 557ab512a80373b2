CREATE TABLE delta.`${path}` (
  run_id STRING COMMENT 'Run',
  round INT COMMENT 'Round that wrote the policy, -1 for the base',
  policy_version INT COMMENT 'Policy evaluated',
  dataset STRING COMMENT 'Data set, or * for all of the split',
  split STRING COMMENT 'Split',
  metric STRING COMMENT 'pass (unbiased pass@k), avg (mean over n), maj (majority of n), distinct or distinct-correct (different responses among n)',
  k INT COMMENT 'k of pass@k',
  n INT COMMENT 'Samples a prompt',
  prompts INT COMMENT 'Prompts evaluated',
  value DOUBLE COMMENT 'Mean over prompts',
  std_error DOUBLE COMMENT 'Standard error over prompts'
) USING DELTA
COMMENT 'Evaluations on held-out prompts'
TBLPROPERTIES ('souprl.schema-version' = '1', 'delta.checkpointInterval' = '30')
