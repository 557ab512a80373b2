package io.souprl.jobs.packaging;

/**
 * What a finished process left.
 *
 * @param exitCode 0 done, 2 bad configuration or input, 1 failure
 * @param output standard output
 * @param errors standard error
 */
public record Outcome(int exitCode, String output, String errors) {}
