package io.souprl.jobs.tracking;

import io.souprl.table.StageName;
import io.souprl.table.TableName;
import java.util.List;
import org.apache.spark.sql.Row;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the tracker of a run's configuration what its stages have measured. */
public final class Tracking {
  private static final Logger LOG = LoggerFactory.getLogger(Tracking.class);

  private Tracking() {}

  /** Sends a stage that has just been done; that it cannot be sent is said and changes nothing. */
  public static void done(RunFigures figures, StageName stage, int round) {
    try {
      Tracker.of(figures.config().tracking()).send(figures, stage, round);
    } catch (TrackingException e) {
      LOG.warn(
          "round {} {}: not tracked, {}. The round goes on; souprl track sends it later.",
          round,
          stage.text(),
          e.getMessage());
    }
  }

  /**
   * Sends all stages that are done, in their order.
   *
   * @return how many
   * @throws TrackingException when one cannot be sent
   */
  public static int all(RunFigures figures) {
    Tracker tracker = Tracker.of(figures.config().tracking());
    List<Row> stages =
        figures
            .tables()
            .read(TableName.ROUNDS)
            .where("stage IN ('training', 'evaluation')")
            .orderBy("ended_at")
            .select("stage", "round")
            .collectAsList();
    stages.forEach(row -> tracker.send(figures, StageName.of(row.getString(0)), row.getInt(1)));
    return stages.size();
  }
}
