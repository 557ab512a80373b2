CREATE TABLE delta.`${path}` (
  run_id STRING COMMENT 'Run',
  round INT COMMENT 'Round; -1 for what comes before the first',
  stage STRING COMMENT 'warmup, rollout, scoring, training or evaluation',
  attempt INT COMMENT 'Attempt, from 1',
  config_hash STRING COMMENT 'Hash of the resolved configuration',
  input_versions MAP<STRING, BIGINT> COMMENT 'Delta versions of the tables read',
  counts MAP<STRING, DOUBLE> COMMENT 'What the stage made and how long it took',
  platform STRING COMMENT 'CPU model and native libraries that computed it',
  spark_app_id STRING COMMENT 'Spark application',
  started_at TIMESTAMP COMMENT 'Start of the stage',
  ended_at TIMESTAMP COMMENT 'End of the stage'
) USING DELTA
COMMENT 'Manifest: one row a stage done; rows of other tables count only with their manifest row'
TBLPROPERTIES ('souprl.schema-version' = '1', 'delta.checkpointInterval' = '30')
