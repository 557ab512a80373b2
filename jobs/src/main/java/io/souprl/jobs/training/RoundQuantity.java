package io.souprl.jobs.training;

/** What {@link RoundMetrics} measures. A response is a rollout that did not fail. */
enum RoundQuantity {
  /** What the verifier gave, of each rollout that it could score. */
  SCORE,
  /** The score after shaping, of each rollout that has one. */
  REWARD,
  /** Of each rollout in the loss. */
  ADVANTAGE,
  /** Tokens of the prompt of each response. */
  PROMPT_LENGTH,
  /** Tokens of each response, prefix included. */
  RESPONSE_LENGTH,
  /** 1 for a response that reached the token limit, else 0. */
  CLIPPED,
  /** 1 for a response with a prefix, else 0. */
  PREFIXED,
  /** 1 for a stored rollout that joined its group whole, else 0. */
  REPLAYED,
  /** Tokens of each prefix. */
  PREFIX_LENGTH,
  /** Versions between the policies of each prefix or replayed rollout and of the round. */
  HISTORY_LAG,
  /** Tokens of each response that the policy of the round sampled. */
  GENERATED_TOKENS,
  /** Tokens of each response that come from a stored one. */
  REUSED_TOKENS,
  /** Tokens of each response that a past policy sampled in this round. */
  PREFIX_GENERATED_TOKENS,
  /** Of each rollout with a prefix and a reward. */
  PREFIXED_REWARD,
  /** Of each rollout with a reward and no prefix. */
  PLAIN_REWARD,
  /** Of each replayed rollout with a reward. */
  REPLAYED_REWARD,
  /** 1 for a rollout without a reward, else 0. */
  UNSCORED,
  /** Distinct responses of each group as a fraction of its responses. */
  UNIQUE_RESPONSES,
  /** Distinct correct responses of each group. */
  UNIQUE_CORRECT_RESPONSES,
  /** 1 for a group with a correct response, else 0. */
  SOLVED,
  /** 1 for a group with a rollout in the loss, else 0. */
  LIVE,
  /** 1 for a group with fewer than two rewards of rollouts without a prefix, else 0. */
  FEW_PLAIN,
  /** 1 for a group with two rewards or more, all equal, else 0. */
  ZERO_VARIANCE
}
