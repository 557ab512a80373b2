CREATE TABLE delta.`${path}` (
  run_id STRING COMMENT 'Run that owns the checkpoint',
  policy_version INT COMMENT 'Version of the policy, 0 is the base; round r reads r and writes r + 1',
  uri STRING COMMENT 'Hugging Face directory',
  content_hash STRING COMMENT 'SHA-256 over the lines "<sha256>  <file>" of its weight files',
  tokenizer_hash STRING COMMENT 'SHA-256 of tokenizer.json',
  parent_version INT COMMENT 'Version it was trained from, null for the base',
  round INT COMMENT 'Round that wrote it, -1 for the base',
  config STRING COMMENT 'config.json of the model',
  parent_run STRING COMMENT 'Run that a fork took the version from, null for its own',
  parent_round INT COMMENT 'Round that the fork began with',
  created_at TIMESTAMP COMMENT 'When the row was written'
) USING DELTA
COMMENT 'Registry of policy versions; the row is the commit of a checkpoint'
TBLPROPERTIES ('souprl.schema-version' = '1', 'delta.checkpointInterval' = '30')
