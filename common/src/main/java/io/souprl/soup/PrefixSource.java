package io.souprl.soup;

/** Where prefixes come from. */
public enum PrefixSource {
  /** Stored rollouts of past policies are cut: no generation is spent on prefixes. */
  STORED,
  /** Checkpoints of past policies sample prefixes anew. */
  GENERATED
}
