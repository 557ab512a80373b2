package io.souprl.jobs.training;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/** The groups of a stream of rollouts in which those of a prompt follow one another. */
final class Groups implements Iterator<List<GroupedRollout>> {
  private final Iterator<GroupedRollout> rollouts;
  private GroupedRollout first;

  Groups(Iterator<GroupedRollout> rollouts) {
    this.rollouts = rollouts;
    this.first = following();
  }

  @Override
  public boolean hasNext() {
    return first != null;
  }

  @Override
  public List<GroupedRollout> next() {
    if (first == null) {
      throw new NoSuchElementException("Cannot take a group: there is none left");
    }
    String promptId = first.promptId();
    List<GroupedRollout> group = new ArrayList<>();
    while (first != null && first.promptId().equals(promptId)) {
      group.add(first);
      first = following();
    }
    return group;
  }

  private GroupedRollout following() {
    return rollouts.hasNext() ? rollouts.next() : null;
  }
}
