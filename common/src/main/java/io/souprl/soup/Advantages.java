package io.souprl.soup;

import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/**
 * Group-relative advantages of one prompt's samples (GRPO, Shao et al., arXiv 2402.03300):
 *
 * <pre>A_i = (R_i - mean) / (std + epsilon)</pre>
 *
 * <p>With the leave-one-out baseline a sample among the n that mean and std are of is compared with
 * the mean of the other n - 1:
 *
 * <pre>R_i - mean_{j != i} R_j = n / (n - 1) (R_i - mean)</pre>
 *
 * <p>Samples without a reward have no part in mean, std or loss. Whether a group has variance is
 * decided by comparing rewards, never by a computed deviation, so equal rewards give exactly 0.
 *
 * @param advantage one a sample, in the order given; 0 for samples without a reward
 * @param scored whether the sample has a reward, and so a part in the loss
 * @param zeroVariance all scored rewards are equal (at least two): every advantage is 0
 * @param tooFewScored fewer than two samples have a reward: every advantage is 0
 * @param fellBackToGroup ON_POLICY_ONLY was asked for, but fewer than two samples without a prefix
 *     have a reward, so GROUP was used
 */
@SuppressWarnings("ArrayRecordComponent") // one entry a sample; never compared as a whole
public record Advantages(
    double[] advantage,
    boolean[] scored,
    boolean zeroVariance,
    boolean tooFewScored,
    boolean fellBackToGroup) {

  /** The advantages of one group, given in the order of its sample_index. */
  public static Advantages of(AdvantageSettings settings, List<AdvantageSample> group) {
    double[] advantage = new double[group.size()];
    boolean[] scored = new boolean[group.size()];
    for (int i = 0; i < scored.length; i++) {
      scored[i] = group.get(i).scored();
    }
    double[] rewards = rewards(group, AdvantageSample::scored);
    if (rewards.length < 2) {
      return new Advantages(advantage, scored, false, true, false);
    }
    double[] plain = rewards(group, sample -> sample.scored() && !sample.prefixed());
    boolean onPolicyOnly = settings.baselineScope() == BaselineScope.ON_POLICY_ONLY;
    boolean fellBack = onPolicyOnly && plain.length < 2;
    if (allEqual(rewards)) {
      return new Advantages(advantage, scored, true, false, fellBack);
    }
    boolean plainOnly = onPolicyOnly && !fellBack;
    double[] reference = plainOnly ? plain : rewards;
    double mean = mean(reference);
    double divisor = divisor(settings, reference, mean);
    double leftOut = leftOut(settings.baseline(), reference.length);
    for (int i = 0; i < scored.length; i++) {
      if (scored[i]) {
        boolean inReference = !plainOnly || !group.get(i).prefixed();
        double scale = inReference ? leftOut : 1;
        advantage[i] = scale * (group.get(i).reward() - mean) / divisor;
      }
    }
    return new Advantages(advantage, scored, false, false, fellBack);
  }

  /** Whether the group can teach anything: some advantage is not 0. */
  public boolean live() {
    return !zeroVariance && !tooFewScored;
  }

  private static double[] rewards(List<AdvantageSample> group, Predicate<AdvantageSample> kept) {
    return group.stream().filter(kept).mapToDouble(AdvantageSample::reward).toArray();
  }

  private static boolean allEqual(double[] rewards) {
    return Arrays.stream(rewards).allMatch(reward -> reward == rewards[0]);
  }

  /** Equal rewards are their own mean, without the rounding of a sum. */
  private static double mean(double[] rewards) {
    return allEqual(rewards) ? rewards[0] : Arrays.stream(rewards).sum() / rewards.length;
  }

  /** What turns the distance from the mean of n rewards into that from the mean of the others. */
  private static double leftOut(Baseline baseline, int n) {
    return baseline == Baseline.LEAVE_ONE_OUT ? n / (n - 1.0) : 1;
  }

  /** 1 without normalisation, and where only the on-policy samples lack variance. */
  private static double divisor(AdvantageSettings settings, double[] reference, double mean) {
    if (!settings.normalizeStd() || allEqual(reference)) {
      return 1;
    }
    return settings.std().of(reference, mean) + settings.epsilon();
  }
}
