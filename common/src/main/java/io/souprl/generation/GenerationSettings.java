package io.souprl.generation;

/**
 * How to sample.
 *
 * @param temperature divides the logits; 0 takes the most likely token and records
 *     log-probabilities at temperature 1
 * @param sequencesPerBatch sequences that decode together at most
 */
public record GenerationSettings(double temperature, int sequencesPerBatch)
    implements java.io.Serializable {
  public GenerationSettings {
    if (!(temperature >= 0) || Double.isInfinite(temperature)) {
      throw new IllegalArgumentException("Cannot sample: temperature " + temperature);
    }
    if (sequencesPerBatch < 1) {
      throw new IllegalArgumentException("Cannot sample: batch of " + sequencesPerBatch);
    }
  }

  /** Whether the most likely token is taken. */
  public boolean greedy() {
    return temperature == 0;
  }

  /** The temperature of recorded log-probabilities. */
  public double scoringTemperature() {
    return greedy() ? 1 : temperature;
  }
}
