package io.souprl.jobs.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/** The sizes of a random Qwen2 policy with tied embeddings. */
enum PolicyShape {
  /** 0.1 million parameters. */
  HUNDRED_THOUSAND(2, 64, 4, 2, 128, 512, Integer.MAX_VALUE),
  /** 1 million parameters. */
  SMALL(4, 128, 4, 2, 384, 1024, Integer.MAX_VALUE),
  /** 10 million parameters. */
  TEN_MILLION(7, 320, 5, 1, 1024, 4096, 1),
  /** 101 million parameters. */
  HUNDRED_MILLION(14, 768, 12, 4, 2048, 16_384, 1),
  /** Qwen2.5-0.5B, 494 million parameters. */
  HALF_BILLION(24, 896, 14, 2, 4864, 151_936, 1);

  private static final int POSITIONS = 1024;

  private final int layers;
  private final int hidden;
  private final int heads;
  private final int keyValueHeads;
  private final int intermediate;
  private final int vocabulary;
  private final int copies;

  PolicyShape(
      int layers,
      int hidden,
      int heads,
      int keyValueHeads,
      int intermediate,
      int vocabulary,
      int copies) {
    this.layers = layers;
    this.hidden = hidden;
    this.heads = heads;
    this.keyValueHeads = keyValueHeads;
    this.intermediate = intermediate;
    this.vocabulary = vocabulary;
    this.copies = copies;
  }

  /** The checkpoint's directory. */
  String directory() {
    return "qwen2-" + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  int vocabulary() {
    return vocabulary;
  }

  /**
   * Processes that may hold it at once: large matrices keep the threads of one process busy, and
   * small ones are better shared between processes.
   */
  int copies() {
    return copies;
  }

  /** {@code config.json} without an end of sequence: every response reaches its length. */
  ObjectNode config() {
    ObjectNode config = new ObjectMapper().createObjectNode();
    config.putArray("architectures").add("Qwen2ForCausalLM");
    return config
        .put("model_type", "qwen2")
        .put("hidden_act", "silu")
        .put("hidden_size", hidden)
        .put("intermediate_size", intermediate)
        .put("max_position_embeddings", POSITIONS)
        .put("num_attention_heads", heads)
        .put("num_hidden_layers", layers)
        .put("num_key_value_heads", keyValueHeads)
        .put("rms_norm_eps", 1e-6)
        .put("rope_theta", 1_000_000.0)
        .put("tie_word_embeddings", true)
        .put("torch_dtype", "float32")
        .put("vocab_size", vocabulary);
  }
}
