/** A policy over a DataFrame column: how the stages, and other Spark jobs, sample. */
package io.souprl.jobs.policy;
