package io.souprl.tokenizer;

/**
 * Whether encoding adds the special tokens that the tokenizer's post-processor puts around a text,
 * as Llama's beginning-of-sequence token. Special tokens written out in the text itself are
 * recognised either way.
 */
public enum EncodeSpecials {
  /** Add them: a plain prompt. */
  ADD,
  /** Add nothing: text that a chat template has rendered, or the continuation of another text. */
  OMIT
}
