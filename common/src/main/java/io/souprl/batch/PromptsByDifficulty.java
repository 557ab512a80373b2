package io.souprl.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The prompts of a round that are chosen by how often they were solved: the first ones, in the
 * order given, whose pass rate lies within bounds or that have none yet. Where they are too few the
 * first ones of the others fill up. No bounds at all give the first ones.
 *
 * <p>With {@link RoundPrompts#andFollowing} as the order, a round has every prompt of the shuffled
 * round that fits, so one that fits is taken at least once an epoch; what a round takes beyond its
 * own prompts, later rounds may take again.
 *
 * @param promptIds those chosen: first the ones within the bounds, then those that fill up, each
 *     part in the order given
 * @param byDifficulty how many lie within the bounds or have no pass rate
 * @param filled how many do not
 */
public record PromptsByDifficulty(List<String> promptIds, int byDifficulty, int filled) {
  public PromptsByDifficulty {
    promptIds = List.copyOf(promptIds);
  }

  /**
   * Chooses the prompts of a round.
   *
   * @param order all prompts, each once, those to take first in front
   * @param passRates fraction of a prompt's scored rollouts that are correct; no entry where it has
   *     none
   * @param minPassRate least pass rate taken
   * @param maxPassRate greatest pass rate taken
   * @param size prompts to choose, at most all
   */
  public static PromptsByDifficulty of(
      List<String> order,
      Map<String, Double> passRates,
      double minPassRate,
      double maxPassRate,
      int size) {
    if (size < 0 || size > order.size()) {
      throw new IllegalArgumentException(
          "Cannot choose %d of %d prompts".formatted(size, order.size()));
    }
    List<String> chosen = new ArrayList<>();
    List<String> others = new ArrayList<>();
    for (String id : order) {
      Double rate = passRates.get(id);
      boolean fits = rate == null || (rate >= minPassRate && rate <= maxPassRate);
      (fits ? chosen : others).add(id);
    }
    int byDifficulty = Math.min(size, chosen.size());
    int filled = size - byDifficulty;
    List<String> promptIds = new ArrayList<>(chosen.subList(0, byDifficulty));
    promptIds.addAll(others.subList(0, filled));
    return new PromptsByDifficulty(promptIds, byDifficulty, filled);
  }
}
