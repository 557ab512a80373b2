package io.souprl.tokenizer;

/** What decoding does with special tokens, as {@code <|im_end|>}. */
public enum DecodeSpecials {
  /** Write them out. */
  KEEP,
  /** Leave them out: the text a reader or a verifier wants. */
  SKIP
}
