package io.souprl.soup;

/**
 * What the advantage needs to know of one sample.
 *
 * @param reward its reward, or null when it could not be scored (gold_unparseable, timeout, error)
 * @param prefixed whether it starts with a prefix of a past policy
 */
public record AdvantageSample(Double reward, boolean prefixed) {
  public AdvantageSample {
    if (reward != null && !Double.isFinite(reward)) {
      throw new IllegalArgumentException("Cannot take an advantage of the reward " + reward);
    }
  }

  boolean scored() {
    return reward != null;
  }
}
