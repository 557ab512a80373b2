package io.souprl.jobs.run;

/**
 * Named points at which a test can halt the process as a power cut would: {@code
 * -Dsouprl.test.halt-at=rollout.after-data}. Nothing happens unless the property names the point.
 */
public final class FailPoints {
  private static final String PROPERTY = "souprl.test.halt-at";
  private static final int KILLED = 137;

  private FailPoints() {}

  /** Halts here when the property says so. */
  public static void reach(String point) {
    if (point.equals(System.getProperty(PROPERTY))) {
      Runtime.getRuntime().halt(KILLED);
    }
  }
}
