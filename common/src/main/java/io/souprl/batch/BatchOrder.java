package io.souprl.batch;

import io.souprl.error.InputErrors;
import io.souprl.random.CounterRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The optimiser batches of a round: whole groups, {@code groupsPerStep} a step, in the order of a
 * hash of (seed, round, epoch, prompt_id). A group that is dropped later keeps its slot, so the
 * batches do not depend on rewards.
 */
public final class BatchOrder {
  private BatchOrder() {}

  /**
   * The prompts of each optimiser batch of one epoch over the round.
   *
   * @param promptIds the round's prompts, in any order
   * @param groupsPerStep groups in a batch, a divisor of the number of prompts
   * @throws io.souprl.error.InputException when the groups do not divide into batches
   */
  public static List<List<String>> of(
      Collection<String> promptIds, long seed, int round, int epoch, int groupsPerStep) {
    int groups = promptIds.size();
    if (groupsPerStep < 1 || groups % groupsPerStep != 0) {
      throw InputErrors.of(
          "training.groups-per-step",
          "it is " + groupsPerStep + ", which does not divide the " + groups + " groups of a round",
          "Set it to a divisor of rollout.prompts-per-round.");
    }
    return dense(promptIds, seed, round, epoch, groupsPerStep);
  }

  /**
   * The batches of one epoch over these prompts, all full but perhaps the last.
   *
   * @param promptIds prompts of the groups that are trained on, in any order
   */
  public static List<List<String>> dense(
      Collection<String> promptIds, long seed, int round, int epoch, int groupsPerStep) {
    int groups = promptIds.size();
    List<String> order =
        HashOrder.of(promptIds, id -> CounterRandom.hash("batch-order", seed, round, epoch, id));
    List<List<String>> batches = new ArrayList<>();
    for (int from = 0; from < groups; from += groupsPerStep) {
      batches.add(List.copyOf(order.subList(from, Math.min(from + groupsPerStep, groups))));
    }
    return batches;
  }
}
