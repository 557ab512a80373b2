/** What a run has done, is doing and needs next. */
package io.souprl.jobs.status;
