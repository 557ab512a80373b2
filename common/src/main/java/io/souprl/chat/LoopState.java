package io.souprl.chat;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** A for loop that is running: the items, the pass it is in, and what {@code loop} tells of it. */
final class LoopState implements Iterable<Object> {
  private enum Course {
    RUNNING,
    NEXT_PASS,
    ENDED
  }

  private final List<Object> items = new ArrayList<>();
  private final List<Object> kept = new ArrayList<>();
  private int index = -1;
  private Course course = Course.RUNNING;
  private boolean completed;

  LoopState(Iterator<Object> items) {
    items.forEachRemaining(this.items::add);
  }

  /** The passes: every step goes on to the next item, and gives this. */
  @Override
  public Iterator<Object> iterator() {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        RenderBudget.spendCall();
        return course != Course.ENDED && index + 1 < items.size() && !RenderBudget.isExhausted();
      }

      @Override
      public Object next() {
        index++;
        course = Course.RUNNING;
        return LoopState.this;
      }
    };
  }

  Object current() {
    return items.get(index);
  }

  /** For loops with a condition, which first choose their items. */
  void keepCurrent() {
    kept.add(current());
  }

  LoopState overKept() {
    return new LoopState(kept.iterator());
  }

  /** Marks the end of a pass that was gone through as a whole. */
  void complete() {
    completed |= isRunning();
  }

  /** Whether a pass was gone through as a whole: otherwise jinja2 takes the loop's else. */
  boolean isCompleted() {
    return completed;
  }

  /** Whether neither {@code continue} nor {@code break} has been reached in this pass. */
  boolean isRunning() {
    return course == Course.RUNNING;
  }

  void goOnWithNextPass() {
    course = Course.NEXT_PASS;
  }

  void end() {
    course = Course.ENDED;
  }

  Object attribute(String name) {
    long left = (long) items.size() - index;
    return switch (name) {
      case "index" -> index + 1L;
      case "index0" -> (long) index;
      case "revindex" -> left;
      case "revindex0" -> left - 1;
      case "first" -> index == 0;
      case "last" -> left == 1;
      case "length" -> (long) items.size();
      case "previtem" -> at(index - 1);
      case "nextitem" -> at(index + 1);
      case "depth" -> 1L;
      case "depth0" -> 0L;
      default -> throw new TemplateFailure("loop." + name + " is not known");
    };
  }

  private Object at(int position) {
    return position < 0 || position >= items.size() ? Absent.UNDEFINED : items.get(position);
  }
}
