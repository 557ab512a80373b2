CREATE TABLE delta.`${path}` (
  run_id STRING COMMENT 'Run',
  round INT COMMENT 'Round',
  stage STRING COMMENT 'Stage that measured it',
  step INT COMMENT 'Optimiser step within the round, -1 for the whole stage',
  name STRING COMMENT 'Name, as verl has it where the meaning is the same',
  value DOUBLE COMMENT 'Value'
) USING DELTA
COMMENT 'Diagnostics of every stage'
TBLPROPERTIES ('souprl.schema-version' = '1', 'delta.checkpointInterval' = '30')
