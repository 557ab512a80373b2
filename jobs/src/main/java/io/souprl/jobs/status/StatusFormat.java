package io.souprl.jobs.status;

/** How a {@link RunStatus} is written. */
public enum StatusFormat {
  /** A line a subject, for people. */
  TEXT,
  /** One JSON object; a number that there is none of is null. */
  JSON;

  /** The status in this format, with its last line's end. */
  public String render(RunStatus status) {
    return switch (this) {
      case TEXT -> StatusText.render(status);
      case JSON -> StatusJson.render(status);
    };
  }
}
