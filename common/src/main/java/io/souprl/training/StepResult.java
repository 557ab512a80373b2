package io.souprl.training;

import io.souprl.optim.GradientNorm;
import java.io.Serializable;
import java.util.List;

/**
 * What one optimiser step did.
 *
 * @param gradientNorm global norm before clipping
 * @param seconds wall time of the step
 */
public record StepResult(
    StepPlan plan, StepStatistics statistics, double gradientNorm, double seconds)
    implements Serializable {
  /** Skipped steps in a row after which training stops: it would only go on like that. */
  public static final int MOST_SKIPPED = 3;

  /** Whether weights and moments stayed as they were, because something was not finite. */
  public boolean skipped() {
    return !statistics.sound(new GradientNorm(gradientNorm));
  }

  /** Whether the last {@link #MOST_SKIPPED} steps were skipped. */
  public static boolean stopped(List<StepResult> steps) {
    int size = steps.size();
    return size >= MOST_SKIPPED
        && steps.subList(size - MOST_SKIPPED, size).stream().allMatch(StepResult::skipped);
  }
}
