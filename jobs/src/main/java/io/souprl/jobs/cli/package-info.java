/** The command line: one class a command, and what they share. */
package io.souprl.jobs.cli;
