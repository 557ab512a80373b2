package io.souprl.verify;

/** A verifier with options, which are part of its version. */
record SpecifiedVerifier(Verifier rules, String version) implements Verifier {
  @Override
  public String name() {
    return rules.name();
  }

  @Override
  public Verdict verify(String gold, Completion completion) {
    return rules.verify(gold, completion);
  }
}
