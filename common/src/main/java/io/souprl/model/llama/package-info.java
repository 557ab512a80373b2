/** What is particular to Llama 2 and 3; the decoder itself is shared by all families. */
package io.souprl.model.llama;
