/** Figures of a run for a tracking server, beside the run's own tables. */
package io.souprl.jobs.tracking;
