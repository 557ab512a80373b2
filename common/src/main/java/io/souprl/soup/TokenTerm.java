package io.souprl.soup;

/**
 * One token's part in the loss before weights and division.
 *
 * @param loss the value
 * @param gradient its derivative with respect to log pi_theta of the token
 * @param clip which clip, if any, has replaced the ratio
 */
record TokenTerm(double loss, double gradient, Clip clip) {

  /** How the ratio was clipped. */
  enum Clip {
    NONE,
    /** The ratio is above its bound, and A > 0 where a clip takes the gradient away. */
    HIGH,
    /** The ratio is below its bound, and A < 0 where a clip takes the gradient away. */
    LOW,
    /** A < 0 and the ratio above the dual clip. */
    DUAL
  }
}
