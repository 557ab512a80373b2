package io.souprl.task;

/** The shapes of models for the countdown task. */
public enum CountdownModel {
  /** Hidden size 96, two layers: for {@link CountdownSettings#MEDIUM}. */
  MEDIUM("config-m.json"),
  /** Hidden size 64, two layers: for {@link CountdownSettings#HARD}. */
  HARD("config-h.json");

  private final String resource;

  CountdownModel(String resource) {
    this.resource = resource;
  }

  /** {@code config.json} of the model. */
  public String config() {
    return CountdownResources.read(resource);
  }
}
