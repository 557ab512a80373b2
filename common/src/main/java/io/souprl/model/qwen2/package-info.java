/** What is particular to Qwen2 and Qwen2.5; the decoder itself is shared by all families. */
package io.souprl.model.qwen2;
