/** Text to token ids and back, by a checkpoint's {@code tokenizer.json}. */
package io.souprl.tokenizer;
