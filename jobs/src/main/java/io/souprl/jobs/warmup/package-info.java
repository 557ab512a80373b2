/** WARM-UP: supervised fine-tuning that makes a run's base policy. */
package io.souprl.jobs.warmup;
