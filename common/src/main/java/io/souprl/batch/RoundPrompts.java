package io.souprl.batch;

import io.souprl.error.InputErrors;
import io.souprl.random.CounterRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The prompts of a round. Prompts are shuffled anew in every epoch, by a hash of (seed, epoch,
 * prompt_id), the epochs are laid end to end, and round r takes positions [r size, (r + 1) size).
 *
 * <p>A prompt occurs at most once in a round. Where a round straddles two epochs, the new epoch
 * starts with its first prompts that the round does not have yet; those passed over follow right
 * after the round, in their order. So every epoch still has every prompt exactly once.
 */
public final class RoundPrompts {
  private final Collection<String> promptIds;
  private final long seed;
  private final int size;

  private RoundPrompts(Collection<String> promptIds, long seed, int size) {
    this.promptIds = promptIds;
    this.seed = seed;
    this.size = size;
  }

  /**
   * The prompts of one round, in order.
   *
   * @param promptIds all prompts, each once, in any order
   * @param round the round's number, the first is 0
   * @param size prompts in a round
   * @throws io.souprl.error.InputException when there are fewer prompts than a round takes, or an
   *     id occurs twice
   */
  public static List<String> of(Collection<String> promptIds, long seed, int round, int size) {
    return checked(promptIds, seed, round, size).from(round, size);
  }

  /**
   * All prompts, each once: first those of the round, then the others in the order in which they
   * follow.
   *
   * @param promptIds all prompts, each once, in any order
   * @param round the round's number, the first is 0
   * @param size prompts in a round
   * @throws io.souprl.error.InputException as {@link #of} does
   */
  public static List<String> andFollowing(
      Collection<String> promptIds, long seed, int round, int size) {
    return checked(promptIds, seed, round, size).from(round, promptIds.size());
  }

  private static RoundPrompts checked(
      Collection<String> promptIds, long seed, int round, int size) {
    if (round < 0) {
      throw new IllegalArgumentException("Cannot take the prompts of round " + round);
    }
    requireSize(promptIds, size);
    requireDistinct(promptIds);
    return new RoundPrompts(promptIds, seed, size);
  }

  /** The first prompts from the start of a round on, each once. */
  private List<String> from(int round, int count) {
    int prompts = promptIds.size();
    long start = (long) round * size;
    long last = start / prompts;
    // The order of an epoch depends on the one before only where a round straddles the two.
    long epoch = last;
    while (straddling(epoch) != 0) {
      epoch--;
    }
    List<String> order = shuffled(epoch);
    for (; epoch < last; epoch++) {
      order = after(order, epoch + 1);
    }
    int from = (int) (start - last * prompts);
    Set<String> taken = new LinkedHashSet<>(order.subList(from, Math.min(from + count, prompts)));
    if (taken.size() < count) {
      for (String id : after(order, last + 1)) {
        if (taken.size() < count) {
          taken.add(id);
        }
      }
    }
    return List.copyOf(taken);
  }

  /** How many prompts before this epoch belong to a round that reaches into it. */
  private int straddling(long epoch) {
    return (int) (epoch * promptIds.size() % size);
  }

  /** The order of this epoch, given that of the epoch before. */
  private List<String> after(List<String> previous, long epoch) {
    int shared = straddling(epoch);
    if (shared == 0) {
      return shuffled(epoch);
    }
    Set<String> taken = new HashSet<>(previous.subList(previous.size() - shared, previous.size()));
    List<String> order = new ArrayList<>(previous.size());
    List<String> later = new ArrayList<>(previous.size());
    for (String id : shuffled(epoch)) {
      boolean joinsRound = order.size() < size - shared && !taken.contains(id);
      (joinsRound ? order : later).add(id);
    }
    order.addAll(later);
    return order;
  }

  private List<String> shuffled(long epoch) {
    return HashOrder.of(promptIds, id -> CounterRandom.hash("prompt-order", seed, epoch, id));
  }

  private static void requireSize(Collection<String> promptIds, int size) {
    if (size < 1) {
      throw InputErrors.of("rollout.prompts-per-round", "it is " + size, "Set it to at least 1.");
    }
    if (size > promptIds.size()) {
      throw InputErrors.of(
          "rollout.prompts-per-round",
          "a round takes " + size + " prompts but there are only " + promptIds.size(),
          "Lower it to at most " + promptIds.size() + " or import more prompts.");
    }
  }

  private static void requireDistinct(Collection<String> promptIds) {
    Set<String> seen = new HashSet<>();
    for (String id : promptIds) {
      if (!seen.add(id)) {
        throw InputErrors.of(
            "prompts",
            "prompt_id '" + id + "' occurs more than once",
            "Give every prompt its own.");
      }
    }
  }
}
