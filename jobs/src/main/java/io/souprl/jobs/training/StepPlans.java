package io.souprl.jobs.training;

import io.souprl.optim.LearningRateSchedule;
import io.souprl.soup.BatchCounts;
import io.souprl.training.StepPlan;
import io.souprl.training.TrainingExample;
import io.souprl.training.TrainingObjective;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaRDD;

/** The optimiser steps of a stage, with the global counts of each known before its gradient. */
public final class StepPlans {
  private StepPlans() {}

  /**
   * One plan for every step that has a counted token.
   *
   * @param stepsBefore steps that the run has behind it, which the schedule counts
   */
  public static List<StepPlan> of(
      JavaRDD<TrainingExample> examples,
      TrainingObjective objective,
      LearningRateSchedule schedule,
      long stepsBefore) {
    Map<Integer, BatchCounts> counts = new TreeMap<>();
    examples
        .mapPartitions(rows -> List.of(counts(rows, objective)).iterator())
        .collect()
        .forEach(
            partition ->
                partition.forEach((step, count) -> counts.merge(step, count, BatchCounts::plus)));
    List<StepPlan> steps = new ArrayList<>();
    counts.forEach(
        (step, count) -> {
          if (count.tokens() > 0) {
            long number = stepsBefore + steps.size();
            steps.add(new StepPlan(step, number + 1, count, schedule.at(number)));
          }
        });
    return steps;
  }

  private static Map<Integer, BatchCounts> counts(
      Iterator<TrainingExample> examples, TrainingObjective objective) {
    Map<Integer, BatchCounts> counts = new HashMap<>();
    examples.forEachRemaining(
        example -> counts.merge(example.step(), objective.counts(example), BatchCounts::plus));
    return counts;
  }
}
