package io.souprl.jobs.cli;

import io.souprl.generation.GenerationSettings;
import picocli.CommandLine.Option;

/** How much a thread that generates does at once. */
final class BatchOptions {
  @Option(
      names = "--sequences-per-batch",
      paramLabel = "N",
      defaultValue = "256",
      description = "Most sequences that a thread decodes together; default: ${DEFAULT-VALUE}.")
  private int sequencesPerBatch;

  @Option(
      names = "--cache-tokens",
      paramLabel = "N",
      defaultValue = "" + GenerationSettings.DEFAULT_CACHE_TOKENS,
      description = "Budget of a thread's key-value cache; default: ${DEFAULT-VALUE}.")
  private int cacheTokens;

  int sequencesPerBatch() {
    return sequencesPerBatch;
  }

  int cacheTokens() {
    return cacheTokens;
  }
}
