/** What is particular to Qwen3; the decoder itself is shared by all families. */
package io.souprl.model.qwen3;
