/** TRAINING: token-level updates from grouped rollouts, data-parallel on Spark. */
package io.souprl.jobs.training;
