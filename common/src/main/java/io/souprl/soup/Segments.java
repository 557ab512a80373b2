package io.souprl.soup;

import java.util.ArrayList;
import java.util.List;

/** Who first sampled each stretch of a response, as an ordered list of {@link Segment}s. */
public final class Segments {
  private Segments() {}

  /**
   * The segments of the first {@code prefixLength} tokens of a stored rollout. Stretches that the
   * stored rollout sampled itself now name it as their source; older sources are kept.
   */
  public static List<Segment> cut(List<Segment> stored, String rolloutId, int prefixLength) {
    if (prefixLength < 1 || prefixLength > length(stored)) {
      throw new IllegalArgumentException(
          "Cannot cut "
              + prefixLength
              + " tokens from rollout "
              + rolloutId
              + ": its segments hold "
              + length(stored));
    }
    List<Segment> prefix = new ArrayList<>();
    int left = prefixLength;
    for (Segment segment : stored) {
      if (left == 0) {
        break;
      }
      Segment kept = segment.withLength(Math.min(left, segment.length()));
      prefix.add(kept.sourceRolloutId() == null ? kept.withSource(rolloutId) : kept);
      left -= kept.length();
    }
    return List.copyOf(prefix);
  }

  /** These segments and then the current policy's own stretch of {@code length} tokens. */
  public static List<Segment> append(
      List<Segment> prefix, int policyVersion, String checkpointHash, int length) {
    List<Segment> all = new ArrayList<>(prefix);
    all.add(new Segment(policyVersion, checkpointHash, null, length));
    return List.copyOf(all);
  }

  /** How many tokens the segments cover. */
  public static int length(List<Segment> segments) {
    return segments.stream().mapToInt(Segment::length).sum();
  }

  /** Whether the segments cover a response of this length, no more and no less. */
  public static boolean cover(List<Segment> segments, int responseLength) {
    return length(segments) == responseLength;
  }
}
