/** EVALUATION: pass@k, avg@n and maj@n of a policy on held-out prompts. */
package io.souprl.jobs.evaluation;
