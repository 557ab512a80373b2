package io.souprl.jobs.bench;

/** What contenders do, in parts of which the first so many can be done alone. */
interface Work {
  /** How many parts there are. */
  int size();

  /** Tokens that the first parts make or consume, by which a contender's count is checked. */
  long tokens(int parts);
}
