package io.souprl.jobs.tracking;

import io.souprl.config.TrackingConfig;
import io.souprl.table.StageName;

/**
 * Where figures of a run go besides its tables. Sending the same stage twice changes nothing, and a
 * server that cannot be reached never stops a round.
 */
public interface Tracker {
  /** Nowhere. */
  Tracker NONE = (figures, stage, round) -> {};

  /**
   * Sends what a stage that is done has measured.
   *
   * @param figures the run's, as its tables have them
   * @throws TrackingException when the server cannot be reached or refuses
   */
  void send(RunFigures figures, StageName stage, int round);

  /** The tracker of a configuration. */
  static Tracker of(TrackingConfig config) {
    return config.mlflowUri().isEmpty()
        ? NONE
        : new MlflowTracker(MlflowServer.at(config.mlflowUri()), config.mlflowExperiment());
  }
}
