CREATE TABLE delta.`${path}` (
  run_id STRING COMMENT 'Run',
  rollout_id STRING COMMENT 'Rollout scored',
  prompt_id STRING COMMENT 'Its prompt',
  round INT COMMENT 'Round of the rollout',
  verifier STRING COMMENT 'Verifier',
  verifier_version STRING COMMENT 'Version of its code and options',
  status STRING COMMENT 'correct, incorrect, unparseable (reward 0 or more); gold_unparseable, timeout, error (reward null)',
  reward DOUBLE COMMENT 'Reward, null where there is no verdict',
  extracted_answer STRING COMMENT 'Answer found in the response',
  detail STRING COMMENT 'Why the status is what it is',
  scored_at TIMESTAMP COMMENT 'When the row was made'
) USING DELTA
PARTITIONED BY (round)
COMMENT 'Verdicts on rollouts; key (rollout_id, verifier, verifier_version)'
TBLPROPERTIES ('souprl.schema-version' = '2', 'delta.checkpointInterval' = '30',
  'delta.constraints.status' = "CASE WHEN status IN ('correct', 'incorrect', 'unparseable') THEN reward IS NOT NULL ELSE status IN ('gold_unparseable', 'timeout', 'error') AND reward IS NULL END")
