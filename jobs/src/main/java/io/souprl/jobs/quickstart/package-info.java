/** QUICKSTART: a small model, a small task and real rounds, on one machine. */
package io.souprl.jobs.quickstart;
