package io.souprl.jobs.text;

/** What happens to an output file that exists. */
public enum Existing {
  /** It stays, and the command is refused. */
  REFUSE,
  /** It is replaced when the new one is complete. */
  OVERWRITE
}
