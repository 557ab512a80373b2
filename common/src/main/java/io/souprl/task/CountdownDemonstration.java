package io.souprl.task;

/**
 * A prompt with a completion to imitate in the supervised warm-up.
 *
 * @param problem the problem
 * @param completion a legal play for its numbers, not always one that reaches the target
 */
public record CountdownDemonstration(CountdownProblem problem, String completion) {}
