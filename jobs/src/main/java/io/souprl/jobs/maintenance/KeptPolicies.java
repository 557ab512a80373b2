package io.souprl.jobs.maintenance;

import io.souprl.config.SoupConfig;
import io.souprl.jobs.rollout.HistoryWindow;
import io.souprl.jobs.run.Run;
import io.souprl.jobs.table.PolicyVersion;
import io.souprl.jobs.table.RowReader;
import io.souprl.soup.PrefixSource;
import io.souprl.table.TableName;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * The policy versions that keep their files: the base, the newest, the best by pass@1, those that
 * are pinned, the KL reference and, when past policies generate prefixes, those of the window.
 */
final class KeptPolicies {
  private final Run run;
  private final MaintenanceOptions options;
  private final TreeMap<Integer, String> reasons = new TreeMap<>();

  KeptPolicies(Run run, MaintenanceOptions options) {
    this.run = run;
    this.options = options;
    SoupConfig config = run.config();
    keep(0, "base");
    newest().forEach(policy -> keep(policy.version(), "newest"));
    best().ifPresent(version -> keep(version, "best pass@1"));
    options.pinned().forEach(version -> keep(version, "pinned"));
    if (config.loss().kl().coefficient() != 0) {
      keep(config.loss().kl().reference(), "KL reference");
    }
    if (config.rollout().prefixedPerGroup() > 0
        && config.prefix().source() == PrefixSource.GENERATED) {
      HistoryWindow.of(run, run.checkpoints().newest())
          .policies(run)
          .forEach(policy -> keep(policy.version(), "window"));
    }
  }

  private List<PolicyVersion> newest() {
    int newest = run.checkpoints().newest();
    return run.checkpoints().between(newest - options.newest() + 1, newest);
  }

  private void keep(int version, String reason) {
    if (run.checkpoints().find(version).isPresent()) {
      reasons.merge(version, reason, (left, right) -> left + ", " + right);
    }
  }

  /** The earliest of those with the highest value. */
  private Optional<Integer> best() {
    return run
        .tables()
        .read(TableName.EVALS)
        .where("metric = 'pass' AND k = 1")
        .orderBy(functions.col("value").desc(), functions.col("policy_version"))
        .limit(1)
        .collectAsList()
        .stream()
        .map((Row row) -> RowReader.integer(row, "policy_version"))
        .findFirst();
  }

  /** Names of the directories that stay. */
  Set<String> directories() {
    return names(reasons.keySet());
  }

  /** Names of the directories whose optimiser state stays: training goes on from there. */
  Set<String> withOptimizerState() {
    Set<String> names = names(newest());
    names.addAll(names(options.pinned()));
    return names;
  }

  /** Names of the directories of all registered versions. */
  Set<String> registered() {
    return names(run.checkpoints().between(0, run.checkpoints().newest()));
  }

  private Set<String> names(Set<Integer> versions) {
    return names(
        versions.stream().flatMap(version -> run.checkpoints().find(version).stream()).toList());
  }

  private static Set<String> names(List<PolicyVersion> policies) {
    return policies.stream().map(KeptPolicies::name).collect(Collectors.toCollection(HashSet::new));
  }

  /** Number and hash name a directory, wherever the run has been moved to. */
  private static String name(PolicyVersion version) {
    return new Path(version.uri()).getName();
  }

  /** Such as {@code 0 (base), 7 (best pass@1), 9 (newest)}. */
  @Override
  public String toString() {
    return reasons.entrySet().stream()
        .map((Map.Entry<Integer, String> kept) -> kept.getKey() + " (" + kept.getValue() + ")")
        .collect(Collectors.joining(", "));
  }
}
