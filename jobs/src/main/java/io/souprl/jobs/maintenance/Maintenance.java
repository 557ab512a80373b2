package io.souprl.jobs.maintenance;

import io.souprl.error.InputErrors;
import io.souprl.jobs.run.Run;
import io.souprl.table.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.functions;

/**
 * Deletes what a run no longer needs and compacts its tables. Nothing that a later round reads
 * goes: see {@link KeptPolicies}. It may be killed and run again.
 */
public final class Maintenance {
  /** Keys that say what later rounds read of the past. */
  private static final List<String> DECIDING =
      List.of("prefix.source", "history.window", "rollout.prefixed-per-group", "loss.kl.");

  private final Run run;
  private final MaintenanceOptions options;
  private final List<String> lines = new ArrayList<>();

  private Maintenance(Run run, MaintenanceOptions options) {
    this.run = run;
    this.options = options;
  }

  /**
   * Does the work, or looks at what there is to do.
   *
   * @return what was done, a line a subject
   * @throws io.souprl.error.InputException when the options do not fit the run
   */
  public static List<String> run(Run run, MaintenanceOptions options) {
    options.check(run);
    requireOwnConfig(run);
    Maintenance maintenance = new Maintenance(run, options);
    maintenance.policies();
    maintenance.rollouts();
    maintenance.tables();
    return maintenance.lines;
  }

  /** Directories of policies that no version names: processes were killed, or one is at work. */
  public static List<Path> leftovers(Run run) {
    MaintenanceOptions all = new MaintenanceOptions(1, Set.of(), 0, 0, true);
    return new PolicyFiles(run.directory(), new KeptPolicies(run, all)).leftovers();
  }

  /** Under another configuration than the rounds', what they need would go. */
  private static void requireOwnConfig(Run run) {
    int next = run.ledger().nextRound();
    List<String> problems = new ArrayList<>();
    for (int round = Math.max(0, next - 1); round <= next; round++) {
      for (String difference : run.changedKeys(round)) {
        if (DECIDING.stream().anyMatch(difference::startsWith)) {
          problems.add(
              "%s: round %d was run with another value, which decides what must stay. Use the rounds' configuration."
                  .formatted(difference, round));
        }
      }
    }
    if (!problems.isEmpty()) {
      throw InputErrors.all(problems);
    }
  }

  private void policies() {
    KeptPolicies kept = new KeptPolicies(run, options);
    PolicyFiles files = new PolicyFiles(run.directory(), kept);
    lines.add("policies: kept are versions " + kept);
    say(files, "policies", "directories of other versions", files.unneeded());
    say(files, "policies", "directories of versions that were never registered", files.leftovers());
    say(files, "optimizer state", "files beside kept weights", files.optimizers());
    if (!options.dryRun()) {
      files.delete();
    }
  }

  private void say(PolicyFiles files, String subject, String what, List<Path> paths) {
    if (!paths.isEmpty()) {
      lines.add(
          "%s: %d %s %s, %s"
              .formatted(subject, paths.size(), what, deleted(), size(files.bytes(paths))));
    }
  }

  private void rollouts() {
    int before = options.rolloutsFrom();
    if (before == 0) {
      return;
    }
    long rows =
        run.tables().read(TableName.ROLLOUTS).where(functions.col("round").lt(before)).count();
    lines.add("rollouts: %d rows of rounds before %d %s".formatted(rows, before, deleted()));
    if (!options.dryRun() && rows > 0) {
      run.spark()
          .sql(
              "DELETE FROM delta.`%s` WHERE round < %d"
                  .formatted(run.directory().table(TableName.ROLLOUTS), before));
    }
  }

  private void tables() {
    long scattered = 0;
    long unused = 0;
    long before = 0;
    long after = 0;
    for (TableName name : TableName.values()) {
      if (!run.tables().exists(name)) {
        continue;
      }
      TableFiles table = new TableFiles(run, name);
      long small = table.scattered();
      scattered += small;
      before += table.bytes();
      if (options.dryRun()) {
        unused += table.unused(options.retainHours());
        continue;
      }
      if (small > 0) {
        table.compact();
      }
      unused += table.vacuum(options.retainHours());
      after += table.bytes();
    }
    String unnamed =
        "%d files that no version of the last %d hours names"
            .formatted(unused, options.retainHours());
    lines.add(
        options.dryRun()
            ? "tables: %d small files would be compacted, %s would be deleted (%s now)"
                .formatted(scattered, unnamed, size(before))
            : "tables: %d small files compacted, %s deleted (%s before, %s after)"
                .formatted(scattered, unnamed, size(before), size(after)));
  }

  private String deleted() {
    return options.dryRun() ? "would be deleted" : "deleted";
  }

  private static String size(long bytes) {
    return "%.1f MiB".formatted(bytes / (double) (1 << 20));
  }
}
