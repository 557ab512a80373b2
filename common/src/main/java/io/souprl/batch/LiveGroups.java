package io.souprl.batch;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The groups of a round that was sampled with more prompts than it trains on (dynamic sampling of
 * DAPO, Yu et al., arXiv 2503.14476, section 3.2; a batch round samples once instead of until it
 * has enough).
 *
 * @param taken prompts of the groups that are trained on: the first ones with variance
 * @param surplus prompts of the other groups with variance
 * @param dead prompts of the groups without
 */
public record LiveGroups(List<String> taken, List<String> surplus, List<String> dead) {
  public LiveGroups {
    taken = List.copyOf(taken);
    surplus = List.copyOf(surplus);
    dead = List.copyOf(dead);
  }

  /**
   * Takes the first groups with variance; all of them where they are fewer than wanted.
   *
   * @param order prompts of the round's groups, in the order of the round
   * @param live those whose group has variance
   * @param wanted groups to take
   */
  public static LiveGroups of(List<String> order, Collection<String> live, int wanted) {
    Set<String> withVariance = new HashSet<>(live);
    List<String> taken = new ArrayList<>();
    List<String> surplus = new ArrayList<>();
    List<String> dead = new ArrayList<>();
    for (String id : order) {
      if (!withVariance.contains(id)) {
        dead.add(id);
      } else {
        (taken.size() < wanted ? taken : surplus).add(id);
      }
    }
    return new LiveGroups(taken, surplus, dead);
  }

  /** Groups with variance, taken or not. */
  public int live() {
    return taken.size() + surplus.size();
  }

  /** Prompts whose groups no batch has. */
  public List<String> leftOut() {
    List<String> leftOut = new ArrayList<>(surplus);
    leftOut.addAll(dead);
    return leftOut;
  }
}
