package io.souprl.batch;

/** How the prompts of a round are chosen. */
public enum PromptSelection {
  /** The next ones of the shuffled epoch: {@link RoundPrompts}. */
  SHUFFLED,
  /** The next ones that were neither too easy nor too hard: {@link PromptsByDifficulty}. */
  DIFFICULTY
}
