package io.souprl.optim;

/**
 * The learning rate over the global steps of a run: linear warm-up times a shape.
 *
 * <pre>
 * rate(step) = peak min(1, (step + 1) / warmup) shape(step)          step = 0, 1, ...
 * CONSTANT: 1      COSINE: min + (1 - min) (1 + cos(pi step / total)) / 2
 * </pre>
 *
 * @param shape what follows the warm-up
 * @param peak the largest learning rate
 * @param warmupSteps steps of the warm-up, 0 for none
 * @param totalSteps steps until the cosine is at its minimum, where it stays; CONSTANT ignores it
 * @param minFraction the cosine's minimum as a part of the peak, from 0 to 1
 */
public record LearningRateSchedule(
    Shape shape, double peak, long warmupSteps, long totalSteps, double minFraction) {

  /** The course of the learning rate apart from warm-up. */
  public enum Shape {
    CONSTANT,
    COSINE
  }

  public LearningRateSchedule {
    if (!(peak >= 0 && warmupSteps >= 0 && minFraction >= 0 && minFraction <= 1)) {
      throw new IllegalArgumentException(
          String.format(
              "Cannot schedule learning rates with peak %s, %d warm-up steps, minimum fraction %s",
              peak, warmupSteps, minFraction));
    }
    if (shape == Shape.COSINE && totalSteps < 1) {
      throw new IllegalArgumentException("Cannot run a cosine over " + totalSteps + " steps");
    }
  }

  /** A constant rate after the warm-up. */
  public static LearningRateSchedule constant(double peak, long warmupSteps) {
    return new LearningRateSchedule(Shape.CONSTANT, peak, warmupSteps, 0, 1);
  }

  /** The rate of the step with this index, the first is 0. */
  public double at(long step) {
    double warmup = warmupSteps == 0 ? 1 : Math.min(1, (step + 1) / (double) warmupSteps);
    return peak * warmup * factor(step);
  }

  private double factor(long step) {
    return switch (shape) {
      case CONSTANT -> 1;
      case COSINE -> {
        double progress = Math.min(1, step / (double) totalSteps);
        yield minFraction + (1 - minFraction) * 0.5 * (1 + Math.cos(Math.PI * progress));
      }
    };
  }
}
