package io.souprl.chat;

import java.time.Clock;

/** What one rendering carries along: the clock, and the left side of {@code and} and {@code or}. */
final class RenderState {
  private final Clock clock;
  private Object held = Absent.UNDEFINED;

  RenderState(Clock clock) {
    this.clock = clock;
  }

  Clock clock() {
    return clock;
  }

  void hold(Object value) {
    held = value;
  }

  Object held() {
    return held;
  }
}
