package io.souprl.model.llama;

import io.souprl.checkpoint.ModelConfig;
import io.souprl.model.AttentionTensors;
import io.souprl.model.AttentionTensors.Biases;
import io.souprl.model.AttentionTensors.QueryKeyValue;
import java.util.Optional;

/**
 * Attention of Llama 2 and 3: biases on all projections where the configuration asks for them, else
 * on none.
 */
public final class LlamaAttention {
  private LlamaAttention() {}

  /** The tensors of a layer. */
  public static AttentionTensors tensors(ModelConfig config) {
    return new AttentionTensors(
        new QueryKeyValue("self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj"),
        "self_attn.o_proj",
        config.attentionBias() ? Biases.ALL : Biases.NONE,
        Optional.empty());
  }
}
