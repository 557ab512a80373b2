CREATE TABLE delta.`${path}` (
  run_id STRING COMMENT 'Run that the prompt was imported into',
  prompt_id STRING COMMENT 'Unique within the run',
  dataset STRING COMMENT 'Data set the prompt comes from',
  split STRING COMMENT 'train, test or another name; data.train-split and evaluation.split choose',
  prompt STRING COMMENT 'Text given to the policy as it is',
  answer STRING COMMENT 'Gold answer in the form that the verifier reads',
  verifier STRING COMMENT 'Name of the verifier that scores answers',
  metadata MAP<STRING, STRING> COMMENT 'Anything else that came with the prompt'
) USING DELTA
COMMENT 'Prompts of a run'
TBLPROPERTIES ('souprl.schema-version' = '1',
  'delta.constraints.named' = 'prompt_id IS NOT NULL AND prompt IS NOT NULL AND answer IS NOT NULL AND verifier IS NOT NULL AND split IS NOT NULL')
