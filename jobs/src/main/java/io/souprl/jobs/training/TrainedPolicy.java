package io.souprl.jobs.training;

import io.souprl.training.StepResult;
import java.util.Arrays;
import java.util.List;

/**
 * Weights and moments after the last step, one array a parameter, and what each step did.
 *
 * @param globalStep optimiser steps over the run
 */
public record TrainedPolicy(
    float[][] weights,
    float[][] firstMoments,
    float[][] secondMoments,
    long globalStep,
    List<StepResult> steps) {
  /** Sets both moments to 0 in place: new ones would be 8 bytes a parameter more. */
  void clearMoments() {
    for (float[][] moments : List.of(firstMoments, secondMoments)) {
      for (float[] values : moments) {
        Arrays.fill(values, 0);
      }
    }
  }
}
