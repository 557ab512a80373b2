/** Bringing prompts and base policies into a run. */
package io.souprl.jobs.imports;
