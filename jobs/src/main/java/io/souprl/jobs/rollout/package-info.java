/** ROLLOUT: prefixes from history, continuations from the current policy. */
package io.souprl.jobs.rollout;
