package io.souprl.jobs.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/**
 * Prompts and the lengths of their responses.
 *
 * @param prompts token ids of each prompt
 * @param lengths of each prompt's samples, in tokens
 */
record SequenceGroups(int[][] prompts, int[][] lengths) implements Work {
  /** The first prompts of a workload: this fraction of all, one at least. */
  static SequenceGroups of(GenerationWorkload workload, double scale) {
    int count = (int) Math.max(1, Math.round(workload.prompts() * scale));
    int[][] prompts = new int[count][];
    int[][] lengths = new int[count][workload.samples()];
    for (int prompt = 0; prompt < count; prompt++) {
      prompts[prompt] = workload.prompt(prompt);
      for (int sample = 0; sample < workload.samples(); sample++) {
        lengths[prompt][sample] = workload.responseLength(prompt, sample);
      }
    }
    return new SequenceGroups(prompts, lengths);
  }

  @Override
  public int size() {
    return prompts.length;
  }

  int samples() {
    return lengths[0].length;
  }

  long promptTokens() {
    return Arrays.stream(prompts).mapToLong(prompt -> prompt.length).sum();
  }

  /** Response tokens of the first prompts. */
  @Override
  public long tokens(int count) {
    return Arrays.stream(lengths, 0, count).flatMapToInt(Arrays::stream).asLongStream().sum();
  }

  /** Writes what the peers read. */
  void write(Path file) {
    try {
      new ObjectMapper().writeValue(file.toFile(), Map.of("prompts", prompts, "lengths", lengths));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + file, e);
    }
  }
}
