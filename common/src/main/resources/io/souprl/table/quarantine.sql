CREATE TABLE delta.`${path}` (
  run_id STRING COMMENT 'Run',
  round INT COMMENT 'Round trained',
  step INT COMMENT 'Optimiser step within the round that was skipped, from 0',
  rollout_id STRING COMMENT 'Rollout at fault',
  quantity STRING COMMENT 'What was not finite: logprobs, loss, gradient (of this row alone), or gradient_sum (of all rows of the step, none of them alone)',
  quarantined_at TIMESTAMP COMMENT 'When the row was made'
) USING DELTA
PARTITIONED BY (round)
COMMENT 'Rows of optimiser steps that were skipped, because a value was not finite'
TBLPROPERTIES ('souprl.schema-version' = '1', 'delta.checkpointInterval' = '30')
