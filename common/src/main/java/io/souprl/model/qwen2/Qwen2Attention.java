package io.souprl.model.qwen2;

import io.souprl.model.AttentionTensors;
import io.souprl.model.AttentionTensors.Biases;
import io.souprl.model.AttentionTensors.QueryKeyValue;
import java.util.Optional;

/** Attention of Qwen2 and Qwen2.5: biases on queries, keys and values, none on the output. */
public final class Qwen2Attention {
  private Qwen2Attention() {}

  /** The tensors of a layer. */
  public static AttentionTensors tensors() {
    return new AttentionTensors(
        new QueryKeyValue("self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj"),
        "self_attn.o_proj",
        Biases.QUERY_KEY_VALUE,
        Optional.empty());
  }
}
