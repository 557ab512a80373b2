package io.souprl.soup;

/**
 * A bound that a batch has crossed.
 *
 * @param name the metric
 * @param value its value in the batch
 * @param bound the bound it crossed
 * @param message a sentence with all of it, and what to do
 */
public record DriftViolation(String name, double value, double bound, String message) {}
