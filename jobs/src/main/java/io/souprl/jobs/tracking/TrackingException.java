package io.souprl.jobs.tracking;

/** A tracking server could not be reached, or refused what it was sent. */
public final class TrackingException extends RuntimeException {
  private static final long serialVersionUID = 1;

  TrackingException(String message, Throwable cause) {
    super(message, cause);
  }
}
