package io.souprl.jobs.rollout;

import io.souprl.batch.PromptSelection;
import io.souprl.batch.PromptsByDifficulty;
import io.souprl.batch.RoundPrompts;
import io.souprl.config.RolloutConfig;
import io.souprl.config.SoupConfig;
import io.souprl.error.InputErrors;
import io.souprl.jobs.run.Run;
import java.util.List;
import java.util.Map;

/**
 * The prompts that a round samples. They follow from the configuration, the prompts and the tables
 * of earlier rounds alone, so a stage that was killed finds the same ones again.
 *
 * @param promptIds in the order of the round
 * @param counts how they were chosen, for the manifest; empty for shuffled ones
 */
public record RoundSelection(List<String> promptIds, Map<String, Double> counts) {
  public RoundSelection {
    promptIds = List.copyOf(promptIds);
    counts = Map.copyOf(counts);
  }

  /** Chooses the prompts of a round. */
  public static RoundSelection of(Run run, int round) {
    SoupConfig config = run.config();
    RolloutConfig rollout = config.rollout();
    List<String> ids = run.promptIds(config.data().trainSplit());
    int size = rollout.sampledPrompts();
    if (rollout.oversample() > 1 && size > ids.size()) {
      throw InputErrors.of(
          "rollout.oversample",
          "a round samples %d prompts (%s x rollout.prompts-per-round %d) but there are only %d"
              .formatted(size, rollout.oversample(), rollout.promptsPerRound(), ids.size()),
          "Lower one of the two or import more prompts: a round takes a prompt once.");
    }
    if (rollout.prompts() == PromptSelection.SHUFFLED) {
      return new RoundSelection(RoundPrompts.of(ids, config.seed(), round, size), Map.of());
    }
    PromptsByDifficulty chosen =
        PromptsByDifficulty.of(
            RoundPrompts.andFollowing(ids, config.seed(), round, size),
            PassRates.of(run, round),
            rollout.minPassRate(),
            rollout.maxPassRate(),
            size);
    return new RoundSelection(
        chosen.promptIds(),
        Map.of(
            "prompts_by_difficulty", (double) chosen.byDifficulty(),
            "prompts_filled", (double) chosen.filled()));
  }
}
