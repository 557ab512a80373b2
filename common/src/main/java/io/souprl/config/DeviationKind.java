package io.souprl.config;

/** Which standard deviation divides the advantages. */
public enum DeviationKind {
  /** Divides by the number of samples. */
  POPULATION,
  /** Divides by the number of samples less one. */
  SAMPLE
}
