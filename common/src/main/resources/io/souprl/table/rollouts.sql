CREATE TABLE delta.`${path}` (
  run_id STRING COMMENT 'Run',
  rollout_id STRING COMMENT '32 hex digits of SHA-256(run_id, round, prompt_id, sample_index)',
  round INT COMMENT 'Round that made the rollout',
  prompt_id STRING COMMENT 'Prompt answered',
  sample_index INT COMMENT 'Sample of the group, from 0; the first prefixed-per-group ones may have a prefix',
  policy_version INT COMMENT 'Current policy: it sampled the continuation',
  checkpoint_hash STRING COMMENT 'Content hash of that policy',
  prompt_token_ids ARRAY<INT> COMMENT 'Token ids of the prompt',
  response_token_ids ARRAY<INT> COMMENT 'Token ids of the response, prefix and continuation, end-of-sequence included',
  behaviour_logprobs ARRAY<FLOAT> COMMENT 'Log-probability of each response token under the policy that sampled it, when it did',
  current_logprobs ARRAY<FLOAT> COMMENT 'Log-probability of each response token under the current policy',
  segments ARRAY<STRUCT<policy_version: INT, checkpoint_hash: STRING, source_rollout_id: STRING, length: INT>> COMMENT 'Who first sampled each stretch of the response, in order; source_rollout_id is the stored rollout that it was sampled for, null when it was this one',
  prefix_length INT COMMENT 'Response tokens not sampled by the current policy in this round',
  prefix_rollout_id STRING COMMENT 'Stored rollout that the prefix was cut from, null without a prefix and for one that a past policy sampled in this round',
  finish_reason STRING COMMENT 'stop, length or error',
  response_text STRING COMMENT 'Decoded response; the token ids are the truth',
  sampling STRUCT<temperature: DOUBLE, top_p: DOUBLE, top_k: INT, max_tokens: INT> COMMENT 'Sampling settings; max_tokens bounds prefix and continuation together',
  generated_tokens INT COMMENT 'Tokens sampled in this round by the current policy',
  error STRING COMMENT 'What went wrong, null unless finish_reason is error',
  created_at TIMESTAMP COMMENT 'When the row was made'
) USING DELTA
PARTITIONED BY (round)
COMMENT 'Responses with token ids, behaviour log-probabilities and lineage'
TBLPROPERTIES ('souprl.schema-version' = '1', 'delta.checkpointInterval' = '30',
  'delta.constraints.complete' = "finish_reason = 'error' OR (size(response_token_ids) > 0 AND size(response_token_ids) = size(behaviour_logprobs) AND array_max(behaviour_logprobs) <= 0 AND prefix_length BETWEEN 0 AND size(response_token_ids) - 1)")
