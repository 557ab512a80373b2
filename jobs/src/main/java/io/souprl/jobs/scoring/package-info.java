/** The scoring stage: verdicts on the rollouts of a round. */
package io.souprl.jobs.scoring;
