/**
 * Hugging Face checkpoints on a local disk: safetensors files, {@code config.json}, the hashes that
 * name a policy, and the checks that refuse a bad checkpoint before any work. Object stores are not
 * its business: on a cluster the Spark side copies a checkpoint to a local directory first.
 */
package io.souprl.checkpoint;
