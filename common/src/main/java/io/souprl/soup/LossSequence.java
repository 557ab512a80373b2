package io.souprl.soup;

import java.util.stream.IntStream;

/**
 * One response as the token loss sees it. All arrays have one entry a response token, EOS included,
 * and log-probabilities are those of softmax(logits / temperature) over the full vocabulary.
 *
 * @param logprobs log pi_theta of each token
 * @param behaviourLogprobs log-probability of each token under the policy that sampled it, as
 *     recorded then
 * @param prefixLength tokens at the start that this round's policy did not sample; all of them for
 *     a replayed trajectory
 * @param advantage the sample's advantage
 * @param weights constant factor of each token's loss, or null for 1 (a truncated importance weight
 *     of the sampling engine, for instance)
 * @param entropies entropy of pi_theta before each token in nats, or null when unknown
 * @param referenceLogprobs log-probability of each token under the reference of the KL term, or
 *     null without one
 */
@SuppressWarnings("ArrayRecordComponent") // numbers by the token; never compared as a whole
public record LossSequence(
    double[] logprobs,
    double[] behaviourLogprobs,
    int prefixLength,
    double advantage,
    double[] weights,
    double[] entropies,
    double[] referenceLogprobs) {

  public LossSequence {
    requireLength("behaviour log-probs", behaviourLogprobs, logprobs.length);
    requireLength("weights", weights, logprobs.length);
    requireLength("entropies", entropies, logprobs.length);
    requireLength("reference log-probs", referenceLogprobs, logprobs.length);
    if (prefixLength < 0 || prefixLength > logprobs.length) {
      throw new IllegalArgumentException(
          "Cannot take a prefix of " + prefixLength + " of " + logprobs.length + " tokens");
    }
    if (!Double.isFinite(advantage)) {
      throw new IllegalArgumentException("Cannot train on the advantage " + advantage);
    }
  }

  /** A sequence with all weights 1, unknown entropies and no reference. */
  public static LossSequence of(
      double[] logprobs, double[] behaviourLogprobs, int prefixLength, double advantage) {
    return new LossSequence(logprobs, behaviourLogprobs, prefixLength, advantage, null, null, null);
  }

  /** The same from float32 log-probs, as models and tables hold them. */
  public static LossSequence of(
      float[] logprobs, float[] behaviourLogprobs, int prefixLength, double advantage) {
    return of(widened(logprobs), widened(behaviourLogprobs), prefixLength, advantage);
  }

  /** This sequence with constant factors on its token losses. */
  public LossSequence withWeights(double[] newWeights) {
    return new LossSequence(
        logprobs,
        behaviourLogprobs,
        prefixLength,
        advantage,
        newWeights,
        entropies,
        referenceLogprobs);
  }

  /** This sequence with the entropies of pi_theta. */
  public LossSequence withEntropies(double[] newEntropies) {
    return new LossSequence(
        logprobs,
        behaviourLogprobs,
        prefixLength,
        advantage,
        weights,
        newEntropies,
        referenceLogprobs);
  }

  /** This sequence with the log-probs of a reference policy. */
  public LossSequence withReference(double[] newReferenceLogprobs) {
    return new LossSequence(
        logprobs,
        behaviourLogprobs,
        prefixLength,
        advantage,
        weights,
        entropies,
        newReferenceLogprobs);
  }

  /** The same from float32 log-probs; none at all mean that there is no reference. */
  public LossSequence withReference(float[] newReferenceLogprobs) {
    return newReferenceLogprobs.length == 0 ? this : withReference(widened(newReferenceLogprobs));
  }

  /** Tokens in the response. */
  public int length() {
    return logprobs.length;
  }

  Zone zone(int token) {
    return token < prefixLength ? Zone.PREFIX : Zone.CONTINUATION;
  }

  double weight(int token) {
    return weights == null ? 1 : weights[token];
  }

  /** NaN when unknown, so that a mean over it is not mistaken for one. */
  double entropy(int token) {
    return entropies == null ? Double.NaN : entropies[token];
  }

  double logRatio(int token) {
    double logRatio = logprobs[token] - behaviourLogprobs[token];
    if (Double.isNaN(logRatio)) {
      throw new IllegalArgumentException(
          "Cannot compare policies at token "
              + token
              + ": its log-probs are "
              + logprobs[token]
              + " now and "
              + behaviourLogprobs[token]
              + " when it was sampled");
    }
    return logRatio;
  }

  /** log pi_theta - log reference. */
  double referenceLogRatio(int token) {
    if (referenceLogprobs == null) {
      throw new IllegalArgumentException(
          "Cannot estimate the KL divergence: the sequence has no log-probs of the reference");
    }
    double logRatio = logprobs[token] - referenceLogprobs[token];
    if (Double.isNaN(logRatio)) {
      throw new IllegalArgumentException(
          "Cannot estimate the KL divergence at token "
              + token
              + ": its log-probs are "
              + logprobs[token]
              + " now and "
              + referenceLogprobs[token]
              + " under the reference");
    }
    return logRatio;
  }

  private static void requireLength(String name, double[] values, int length) {
    if (values != null && values.length != length) {
      throw new IllegalArgumentException(
          "Cannot pair " + length + " log-probs with " + values.length + " " + name);
    }
  }

  private static double[] widened(float[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
  }
}
