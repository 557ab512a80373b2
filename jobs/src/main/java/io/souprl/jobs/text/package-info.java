/** Generation, log-probabilities and verification on JSONL files, without a run. */
package io.souprl.jobs.text;
