/** Experiments: algorithms x seeds, each a normal run, with their results and a report. */
package io.souprl.jobs.experiment;
