package io.souprl.checkpoint;

import io.souprl.error.InputException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/**
 * The sizes and constants of a decoder, from a checkpoint's {@code config.json} and {@code
 * generation_config.json}.
 *
 * @param architecture the family of decoders
 * @param vocabularySize {@code vocab_size}: rows of the embedding, at least the tokenizer's ids
 * @param hiddenSize {@code hidden_size}: width of the residual stream
 * @param layers {@code num_hidden_layers}
 * @param attentionHeads {@code num_attention_heads}: query heads
 * @param keyValueHeads {@code num_key_value_heads}: divides the query heads
 * @param headDimension {@code head_dim}, or where that is absent 128 for Qwen3 and else hidden size
 *     / query heads; even, as rotary embeddings turn pairs
 * @param intermediateSize {@code intermediate_size}: width inside the gated MLP
 * @param maximumPositions {@code max_position_embeddings}: longest sequence, in tokens
 * @param normEpsilon {@code rms_norm_eps}
 * @param ropeTheta {@code rope_theta}: base of the rotary frequencies, from {@code rope_parameters}
 *     or, in older files, from the top level; 10,000 where there is none
 * @param ropeScaling what is done to these frequencies, from {@code rope_parameters} or, in older
 *     files, {@code rope_scaling}
 * @param attentionBias {@code attention_bias} of Qwen3 and Llama: whether all four projections of
 *     attention have biases; false for Qwen2, which has the biases of its family
 * @param tiedEmbeddings {@code tie_word_embeddings}: whether the output projection is the embedding
 * @param endOfSequenceIds {@code eos_token_id} of generation_config.json, else of config.json; any
 *     of them ends a sequence, empty when neither file has one
 * @param beginningOfSequenceId {@code bos_token_id}
 * @param paddingId {@code pad_token_id}
 */
public record ModelConfig(
    Architecture architecture,
    int vocabularySize,
    int hiddenSize,
    int layers,
    int attentionHeads,
    int keyValueHeads,
    int headDimension,
    int intermediateSize,
    int maximumPositions,
    double normEpsilon,
    double ropeTheta,
    RopeScaling ropeScaling,
    boolean attentionBias,
    boolean tiedEmbeddings,
    List<Integer> endOfSequenceIds,
    OptionalInt beginningOfSequenceId,
    OptionalInt paddingId) {

  /** Name of the file in a checkpoint's directory. */
  public static final String FILE_NAME = "config.json";

  public ModelConfig {
    endOfSequenceIds = List.copyOf(endOfSequenceIds);
  }

  /**
   * Reads the configuration of the checkpoint in this directory.
   *
   * @throws InputException naming every unsupported or impossible value at once
   */
  public static ModelConfig read(Path directory) {
    return ModelConfigReader.read(directory);
  }
}
