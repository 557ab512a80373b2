package io.souprl.optim;

import java.io.Serializable;
import java.util.List;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter, arXiv 1711.05101):
 *
 * <pre>
 * w := w (1 - lr decay)                     only where decay applies
 * m := m + (1 - beta1) (g - m)              v := beta2 v + (1 - beta2) g^2
 * w := w - lr / (1 - beta1^t) m / (sqrt(v) / sqrt(1 - beta2^t) + epsilon)
 * </pre>
 *
 * <p>Elements are float32 and scalar factors float64 rounded to float32, in PyTorch's order of
 * operations. Every element is updated on its own, so a parameter vector may be cut into chunks
 * anywhere and the result has the same bits.
 *
 * @param beta1 decay rate of the first moment, in [0, 1)
 * @param beta2 decay rate of the second moment, in [0, 1)
 * @param epsilon added to the denominator, more than 0
 * @param weightDecay decay a step and unit of learning rate, 0 or more
 */
public record AdamW(double beta1, double beta2, double epsilon, double weightDecay)
    implements Serializable {
  public AdamW {
    if (!(beta1 >= 0 && beta1 < 1 && beta2 >= 0 && beta2 < 1 && epsilon > 0 && weightDecay >= 0)) {
      throw new IllegalArgumentException(
          String.format(
              "Cannot run AdamW with beta1 %s, beta2 %s, epsilon %s, weight decay %s",
              beta1, beta2, epsilon, weightDecay));
    }
  }

  /**
   * Updates weights and moments of one chunk in place.
   *
   * @param weights float32 master weights
   * @param firstMoment m, zeros before the first step
   * @param secondMoment v, zeros before the first step
   * @param gradient the summed gradient, not yet scaled; it is left as it is
   * @param decayed the elements that weight decay applies to, ranges that do not overlap
   */
  public void update(
      float[] weights,
      float[] firstMoment,
      float[] secondMoment,
      float[] gradient,
      List<ElementRange> decayed,
      OptimizerStep step) {
    if (firstMoment.length != weights.length
        || secondMoment.length != weights.length
        || gradient.length != weights.length) {
      throw new IllegalArgumentException(
          String.format(
              "Cannot update %d weights with moments of %d and %d and a gradient of %d elements",
              weights.length, firstMoment.length, secondMoment.length, gradient.length));
    }
    decay(weights, decayed, step.learningRate());
    float scale = (float) step.gradientScale();
    float firstRate = (float) (1 - beta1);
    float secondKeep = (float) beta2;
    float secondRate = (float) (1 - beta2);
    float stepSize = (float) (step.learningRate() / (1 - Math.pow(beta1, (double) step.number())));
    float secondCorrection = (float) Math.sqrt(1 - Math.pow(beta2, (double) step.number()));
    float offset = (float) epsilon;
    for (int i = 0; i < weights.length; i++) {
      float g = gradient[i] * scale;
      float m = firstMoment[i] + firstRate * (g - firstMoment[i]);
      float v = secondMoment[i] * secondKeep + secondRate * g * g;
      firstMoment[i] = m;
      secondMoment[i] = v;
      float denominator = (float) Math.sqrt(v) / secondCorrection + offset;
      weights[i] -= stepSize * (m / denominator);
    }
  }

  private void decay(float[] weights, List<ElementRange> decayed, double learningRate) {
    float keep = (float) (1 - learningRate * weightDecay);
    for (ElementRange range : decayed) {
      if (range.to() > weights.length) {
        throw new IllegalArgumentException(
            "Cannot decay " + range + " of " + weights.length + " weights");
      }
      for (int i = range.from(); i < range.to(); i++) {
        weights[i] *= keep;
      }
    }
  }
}
