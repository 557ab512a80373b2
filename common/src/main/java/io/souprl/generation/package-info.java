/** Sampling continuations from a policy, in batches with a key-value cache. */
package io.souprl.generation;
