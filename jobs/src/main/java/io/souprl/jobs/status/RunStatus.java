package io.souprl.jobs.status;

import io.souprl.jobs.maintenance.Maintenance;
import io.souprl.jobs.run.Run;
import io.souprl.jobs.run.RunHolder;
import io.souprl.jobs.table.PolicyVersion;
import io.souprl.jobs.table.RowReader;
import io.souprl.jobs.table.RunDirectory;
import io.souprl.table.StageName;
import io.souprl.table.TableName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * A run at a glance. Nothing is written or locked; what a process at work has not committed does
 * not count.
 *
 * @param holder the process that works on it
 * @param policy the newest policy version; nothing before there is a base
 * @param rounds how many rounds are trained, and so the next one's number
 * @param done stages of the next round that are done
 * @param next the stage that it needs
 * @param metrics of the last trained round as a whole, by name; empty before there is one
 * @param evaluations values on all of a split by the newest evaluated policy, such as {@code
 *     test/pass@1}
 * @param evaluated that policy's version; nothing before there is one
 * @param bytes on disk of each table, of the policies and of temporary files
 * @param leftovers directories of policies that no version names
 * @param leftoverBytes what those take
 */
public record RunStatus(
    String runId,
    String directory,
    Optional<RunHolder> holder,
    Optional<PolicyVersion> policy,
    int rounds,
    List<StageName> done,
    StageName next,
    Map<String, Double> metrics,
    Map<String, Double> evaluations,
    Optional<Integer> evaluated,
    Map<String, Long> bytes,
    int leftovers,
    long leftoverBytes) {
  private static final List<StageName> STAGES =
      List.of(StageName.ROLLOUT, StageName.SCORING, StageName.TRAINING);

  /**
   * Looks at a run.
   *
   * @param run opened to read
   */
  public static RunStatus of(Run run) {
    int round = run.ledger().nextRound();
    List<StageName> done =
        STAGES.stream().filter(stage -> run.ledger().done(stage, round)).toList();
    Optional<Integer> evaluated = evaluated(run);
    List<Path> leftovers = Maintenance.leftovers(run);
    return new RunStatus(
        run.id(),
        run.directory().root().toString(),
        RunHolder.of(run.directory()),
        run.checkpoints().find(run.checkpoints().newest()),
        round,
        done,
        STAGES.stream().filter(stage -> !done.contains(stage)).findFirst().orElseThrow(),
        run.tables().metrics(round - 1),
        evaluated.map(version -> evaluations(run, version)).orElse(Map.of()),
        evaluated,
        bytes(run.directory()),
        leftovers.size(),
        leftovers.stream().mapToLong(run.directory()::bytes).sum());
  }

  private static Optional<Integer> evaluated(Run run) {
    Row newest = run.tables().read(TableName.EVALS).select(functions.max("policy_version")).first();
    return newest.isNullAt(0) ? Optional.empty() : Optional.of(newest.getInt(0));
  }

  private static Map<String, Double> evaluations(Run run, int version) {
    Map<String, Double> values = new LinkedHashMap<>();
    for (Row row :
        run.tables()
            .read(TableName.EVALS)
            .where(functions.col("policy_version").equalTo(version))
            .where("dataset = '*' OR dataset IS NULL")
            .orderBy("split", "metric", "k")
            .select("split", "metric", "k", "value")
            .collectAsList()) {
      values.put(
          "%s/%s@%d"
              .formatted(
                  RowReader.string(row, "split"),
                  RowReader.string(row, "metric"),
                  RowReader.integer(row, "k")),
          row.getDouble(3));
    }
    return values;
  }

  private static Map<String, Long> bytes(RunDirectory directory) {
    Map<String, Long> bytes = new LinkedHashMap<>();
    for (TableName table : TableName.values()) {
      bytes.put(table.text(), directory.bytes(directory.table(table)));
    }
    bytes.put("policies", directory.bytes(directory.policies()));
    bytes.put("temporary", directory.bytes(directory.temporary()));
    return bytes;
  }
}
