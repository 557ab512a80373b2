package io.souprl.jobs.sql;

import io.souprl.table.StageName;
import io.souprl.table.TableName;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Which rows of a run's tables count: those of stages that the manifest names.
 *
 * @param rounds SQL for the rounds of which a stage is done, as it stands behind IN, in parentheses
 */
record VisibleRows(Function<StageName, String> rounds) {
  /** By the rounds that are known to be done. */
  static VisibleRows of(Map<StageName, List<Integer>> done) {
    return new VisibleRows(
        stage ->
            done.containsKey(stage)
                ? done.get(stage).stream()
                    .map(String::valueOf)
                    .collect(Collectors.joining(", ", "(", ")"))
                : "(NULL)");
  }

  /** By what the manifest says whenever a query runs. */
  static VisibleRows byManifest() {
    return new VisibleRows(
        stage -> "(SELECT round FROM rounds WHERE stage = '" + stage.text() + "')");
  }

  /** A condition of SQL on the rows of a table. */
  String condition(TableName table) {
    return switch (table) {
      case PROMPTS, ROUNDS, QUARANTINE -> "TRUE";
      case ROLLOUTS -> done("round", StageName.ROLLOUT);
      case SCORES -> done("round", StageName.SCORING);
      case TRAINING_ROWS -> done("round", StageName.TRAINING);
      case EVALS -> done("round", StageName.EVALUATION);
      case METRICS ->
          Arrays.stream(StageName.values())
              .map(stage -> "(stage = '%s' AND %s)".formatted(stage.text(), done("round", stage)))
              .collect(Collectors.joining(" OR "));
      case CHECKPOINTS -> "policy_version = 0 OR " + done("policy_version - 1", StageName.TRAINING);
    };
  }

  private String done(String round, StageName stage) {
    return round + " IN " + rounds.apply(stage);
  }
}
