/** Keeping a run small: which files it still needs, and what goes. */
package io.souprl.jobs.maintenance;
