package io.souprl.evaluation;

/**
 * The unbiased estimate of the chance that at least one of k samples is correct (Chen et al.,
 * "Evaluating large language models trained on code", 2021):
 *
 * <pre>
 * pass@k = 1 - C(n - c, k) / C(n, k) = 1 - prod_{j = n-c+1 .. n} (1 - k / j)
 * </pre>
 *
 * with n samples of which c are correct. The product form neither overflows nor cancels.
 */
public final class PassAtK {
  private PassAtK() {}

  /**
   * pass@k of one prompt.
   *
   * @param samples n, at least 1
   * @param correct c, 0 to n
   * @param k 1 to n
   */
  public static double of(int samples, int correct, int k) {
    if (k < 1 || k > samples || correct < 0 || correct > samples) {
      throw new IllegalArgumentException(
          "Cannot compute pass@" + k + " with " + correct + " correct of " + samples + " samples");
    }
    if (samples - correct < k) {
      return 1;
    }
    double noneCorrect = 1;
    for (int j = samples - correct + 1; j <= samples; j++) {
      noneCorrect *= 1 - (double) k / j;
    }
    return 1 - noneCorrect;
  }
}
