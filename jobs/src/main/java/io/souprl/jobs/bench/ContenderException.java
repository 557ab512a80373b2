package io.souprl.jobs.bench;

/** Why a contender has no figures. The benchmark goes on without it. */
final class ContenderException extends RuntimeException {
  private static final long serialVersionUID = 1;

  ContenderException(String message) {
    super(message);
  }

  ContenderException(String message, Throwable cause) {
    super(message, cause);
  }
}
