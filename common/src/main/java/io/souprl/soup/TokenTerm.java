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
    /** A > 0 and the ratio above its bound. */
    HIGH,
    /** A < 0 and the ratio below its bound. */
    LOW,
    /** A < 0 and the ratio above the dual clip. */
    DUAL
  }
}
