package io.souprl.model.qwen3;

import io.souprl.checkpoint.ModelConfig;
import io.souprl.model.AttentionTensors;
import io.souprl.model.AttentionTensors.Biases;
import io.souprl.model.AttentionTensors.QueryKey;
import io.souprl.model.AttentionTensors.QueryKeyValue;
import java.util.Optional;

/**
 * Attention of Qwen3: RMSNorm on every head's queries and keys before the rotation, a head
 * dimension of its own, and biases on all projections where the configuration asks for them, else
 * on none.
 */
public final class Qwen3Attention {
  private Qwen3Attention() {}

  /** The tensors of a layer. */
  public static AttentionTensors tensors(ModelConfig config) {
    return new AttentionTensors(
        new QueryKeyValue("self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj"),
        "self_attn.o_proj",
        config.attentionBias() ? Biases.ALL : Biases.NONE,
        Optional.of(new QueryKey("self_attn.q_norm", "self_attn.k_norm")));
  }
}
