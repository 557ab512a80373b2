package io.souprl.soup;

import io.souprl.random.CounterRandom;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Which past policy samples the prefix of each sample, and how much of it (the GENERATED source of
 * SOUP.md section 2).
 *
 * <p>The version is a draw of (seed, round, prompt_id, sample_index), uniform over the versions
 * that {@link PrefixSelect#versions} leaves. The length follows the law of stored prefixes with the
 * mean length of the prompt's stored responses in the place of T, or half of max-tokens where there
 * are none.
 */
public final class PrefixDraws {
  private final PrefixSettings settings;
  private final long seed;
  private final int round;
  private final List<Integer> versions;

  /**
   * The draws of this round.
   *
   * @param window policy versions of the history window, ascending
   */
  public PrefixDraws(PrefixSettings settings, long seed, int round, List<Integer> window) {
    this.settings = settings;
    this.seed = seed;
    this.round = round;
    this.versions = settings.select().versions(window);
  }

  /**
   * The draw of this sample, or empty when there is no past policy or no room for a prefix.
   *
   * @param storedLength mean length of the prompt's stored responses in tokens, if it has any
   */
  public Optional<PrefixDraw> draw(String promptId, int sampleIndex, OptionalDouble storedLength) {
    int longest = settings.maxTokens() - 1;
    if (versions.isEmpty() || longest < 1) {
      return Optional.empty();
    }
    int version =
        versions.get(
            CounterRandom.of("prefix-version", seed, round, promptId, sampleIndex)
                .below(versions.size(), 0));
    int length =
        new PrefixLengthLaw(settings, seed, round)
            .length(
                promptId, sampleIndex, storedLength.orElse(settings.maxTokens() / 2.0), longest);
    return Optional.of(new PrefixDraw(version, length));
  }
}
