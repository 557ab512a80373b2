package io.souprl.jobs.run;

import io.souprl.table.StageName;
import io.souprl.table.TableName;
import java.util.List;
import java.util.Map;

/** A stage of a round. */
public interface Stage {
  StageName name();

  /** Tables whose versions the manifest records. */
  List<TableName> inputs();

  /**
   * Refuses what the stage cannot work on, before anything is written.
   *
   * @throws io.souprl.error.InputException naming the problem
   */
  void check(Run run, int round);

  /**
   * Does the work and appends its data. It may run again after a kill and must then come out with
   * the same rows.
   *
   * @return what it made, for the manifest and the metrics
   */
  Map<String, Double> run(Run run, int round);
}
