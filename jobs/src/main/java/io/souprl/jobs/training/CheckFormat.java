package io.souprl.jobs.training;

/** How a {@link TrainingCheck} is written. */
public enum CheckFormat {
  /** Tables and bars for people. */
  TEXT,
  /** One JSON object; a number that there is none of is null. */
  JSON;

  /** The check in this format, with its last line's end. */
  public String render(TrainingCheck check) {
    return switch (this) {
      case TEXT -> new CheckText(check).render();
      case JSON -> CheckJson.render(check);
    };
  }
}
