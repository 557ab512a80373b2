/** A run as one HTML file: figures, examples of rollouts, lineage and configuration. */
package io.souprl.jobs.report;
