package io.souprl.jobs.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.souprl.optim.AdamW;
import io.souprl.soup.BatchCounts;
import io.souprl.soup.LossAggregation;
import io.souprl.soup.TokenLossSettings;
import io.souprl.training.StepPlan;
import io.souprl.training.TrainerSettings;
import io.souprl.training.TrainingExample;
import io.souprl.training.TrainingObjective;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Optimiser steps on the same rows, once each.
 *
 * @param vocabulary of the policy, which is random: its tokens are all but equally likely
 * @param rows of every step
 * @param size steps of a repeat
 */
record TrainingSteps(int vocabulary, List<TrainingWorkload.Row> rows, int size) implements Work {
  private static final double LEARNING_RATE = 1e-6;
  private static final double MAX_GRADIENT_NORM = 1;
  private static final TrainingObjective.Soup OBJECTIVE =
      new TrainingObjective.Soup(TokenLossSettings.defaults(), LossAggregation.TOKEN_MEAN, 1);

  /** Prompt and response tokens: all of them go through the policy. */
  @Override
  public long tokens(int steps) {
    return steps * rows.stream().mapToLong(row -> row.tokenIds().length).sum();
  }

  TrainerSettings settings(int threads, int tokensPerMicroBatch) {
    return new TrainerSettings(
        OBJECTIVE,
        new AdamW(0.9, 0.999, 1e-8, 0.01),
        MAX_GRADIENT_NORM,
        1,
        threads,
        tokensPerMicroBatch);
  }

  List<StepPlan> plans(int steps) {
    BatchCounts counts =
        examples(0).stream().map(OBJECTIVE::counts).reduce(BatchCounts::plus).orElseThrow();
    List<StepPlan> plans = new ArrayList<>();
    for (int step = 0; step < steps; step++) {
      plans.add(new StepPlan(step, step + 1, counts, LEARNING_RATE));
    }
    return plans;
  }

  List<TrainingExample> examples(int step) {
    List<TrainingExample> examples = new ArrayList<>();
    for (TrainingWorkload.Row row : rows) {
      float[] behaviour = new float[row.responseLength()];
      Arrays.fill(behaviour, (float) -Math.log(vocabulary));
      examples.add(
          new TrainingExample(
              step,
              examples.size(),
              0,
              row.tokenIds(),
              row.promptLength(),
              behaviour,
              0,
              row.advantage(),
              new float[0]));
    }
    return examples;
  }

  /** Writes what the peer reads. */
  void write(Path file) {
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("behaviour_logprob", -Math.log(vocabulary));
    content.put("learning_rate", LEARNING_RATE);
    content.put("max_gradient_norm", MAX_GRADIENT_NORM);
    content.put("rows", rows);
    try {
      new ObjectMapper().writeValue(file.toFile(), content);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + file, e);
    }
  }
}
