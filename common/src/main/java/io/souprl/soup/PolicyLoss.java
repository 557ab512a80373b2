package io.souprl.soup;

/**
 * The loss of tokens that have a ratio against the policy that sampled them: those of the
 * continuation, and those of the prefix under RATIO and TOP_ENTROPY.
 */
public enum PolicyLoss {
  /** The clipped surrogate of PPO and GRPO, with a dual clip: {@link ClippedObjective}. */
  CLIPPED,
  /**
   * One ratio a sequence (arXiv 2507.18071). With d over the sequence's n tokens that have a ratio,
   *
   * <pre>
   * log s_t = min(sg(sum d / n) + log pi_theta - sg(log pi_theta), 10)
   * l = max(-A s_t, -A clip(s_t, 1 - eps_low, 1 + eps_high))
   * </pre>
   *
   * and sg stopping the gradient. All tokens of a sequence are clipped or none; prefix and
   * continuation share the continuation's bounds. It is defined as a mean over sequences of token
   * means and has no dual clip.
   */
  GSPO,
  /** REINFORCE under a clipped, detached ratio (arXiv 2506.13585): {@link DetachedObjective}. */
  CISPO
}
