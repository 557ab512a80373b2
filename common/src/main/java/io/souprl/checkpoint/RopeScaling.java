package io.souprl.checkpoint;

/**
 * How the rotary frequencies of a model are stretched to contexts longer than it was pretrained on.
 * Every kind is a function of one frequency, computed in float32 as the transformers library does.
 */
public sealed interface RopeScaling {
  /** No scaling, {@code rope_type} default. */
  RopeScaling NONE = new None();

  /**
   * The frequency to use.
   *
   * @param frequency theta^(-2i / d), in radians a position
   */
  float scaled(float frequency);

  /** {@code rope_type} default: frequencies as they are. */
  record None() implements RopeScaling {
    @Override
    public float scaled(float frequency) {
      return frequency;
    }
  }

  /**
   * {@code rope_type} linear (position interpolation, arXiv 2306.15595): f / factor.
   *
   * @param factor how much longer contexts become
   */
  record Linear(double factor) implements RopeScaling {
    @Override
    public float scaled(float frequency) {
      return frequency / (float) factor;
    }
  }

  /**
   * {@code rope_type} llama3 (Llama 3.1 on). With L the original positions and w = 2 pi / f the
   * wavelength, n = L / w turns fit the original context. Frequencies of more than {@code
   * highFrequencyFactor} turns stay, those of fewer than {@code lowFrequencyFactor} become f /
   * factor, and between them (1 - s) f / factor + s f with s = (n - low) / (high - low).
   *
   * @param factor how much longer contexts become
   * @param lowFrequencyFactor {@code low_freq_factor}, in turns
   * @param highFrequencyFactor {@code high_freq_factor}, in turns, above the low one
   * @param originalPositions {@code original_max_position_embeddings}: L, in tokens
   */
  record Llama3(
      double factor, double lowFrequencyFactor, double highFrequencyFactor, int originalPositions)
      implements RopeScaling {
    @Override
    public float scaled(float frequency) {
      float wavelength = (float) (2 * Math.PI) / frequency;
      if (wavelength < (float) (originalPositions / highFrequencyFactor)) {
        return frequency;
      }
      float interpolated = frequency / (float) factor;
      if (wavelength > (float) (originalPositions / lowFrequencyFactor)) {
        return interpolated;
      }
      float turns = originalPositions / wavelength;
      float share =
          (turns - (float) lowFrequencyFactor) / (float) (highFrequencyFactor - lowFrequencyFactor);
      return (1 - share) * frequency / (float) factor + share * frequency;
    }
  }
}
