package io.souprl.jobs.run;

import io.souprl.config.SoupConfig;
import io.souprl.error.InputErrors;
import io.souprl.jobs.table.CheckpointRegistry;
import io.souprl.jobs.table.Ledger;
import io.souprl.jobs.table.RunDirectory;
import io.souprl.jobs.table.Tables;
import io.souprl.table.TableName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * A run that this process works on: nobody else does until it is closed, unless it was opened to
 * {@link #read}.
 */
public final class Run implements AutoCloseable {
  /** Keys that decide whether and when a round is done, and not what comes of it. */
  private static final List<String> FREE =
      List.of("training.gate.", "run.stall-timeout", "tracking.");

  private final SparkSession spark;
  private final SoupConfig config;
  private final RunDirectory directory;
  private final RunLock lock;
  private final Tables tables;
  private final Ledger ledger;
  private final CheckpointRegistry checkpoints;
  private final Map<String, List<String>> promptIds = new HashMap<>();
  private List<String> verifierSpecifications;

  private Run(
      SparkSession spark, SoupConfig config, RunDirectory directory, Tables tables, RunLock lock) {
    PolicyRelease.atEndOf(spark.sparkContext());
    this.spark = spark;
    this.config = config;
    this.directory = directory;
    this.lock = lock;
    this.tables = tables;
    this.ledger = new Ledger(spark, tables, id());
    this.checkpoints = new CheckpointRegistry(tables, directory, id());
  }

  /** Locks run.dir and creates what is missing of it. */
  public static Run open(SparkSession spark, SoupConfig config) {
    RunDirectory directory =
        new RunDirectory(config.run().dir(), spark.sparkContext().hadoopConfiguration());
    directory.makeRoot();
    RunLock lock = RunLock.take(directory);
    try {
      directory.clearTemporary();
      SharedFolder.require(spark.sparkContext(), directory);
      Tables tables = new Tables(spark, directory);
      tables.requireReadable();
      tables.create();
      return new Run(spark, config, directory, tables, lock);
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /**
   * Opens a run to look at it: nothing is locked, created or cleared, and stages must not run on
   * it. What a process at work adds to it later is not seen.
   *
   * @throws io.souprl.error.InputException when run.dir is not that of a run
   */
  public static Run read(SparkSession spark, SoupConfig config) {
    RunDirectory directory =
        new RunDirectory(config.run().dir(), spark.sparkContext().hadoopConfiguration());
    Tables tables = new Tables(spark, directory);
    tables.requireAll();
    tables.requireReadable();
    return new Run(spark, config, directory, tables, RunLock.none());
  }

  public SparkSession spark() {
    return spark;
  }

  public SoupConfig config() {
    return config;
  }

  public String id() {
    return config.runId();
  }

  public RunDirectory directory() {
    return directory;
  }

  public Tables tables() {
    return tables;
  }

  public Ledger ledger() {
    return ledger;
  }

  public CheckpointRegistry checkpoints() {
    return checkpoints;
  }

  /** Ids of all prompts of a split; read once, as nobody else writes to the run. */
  public List<String> promptIds(String split) {
    return promptIds.computeIfAbsent(
        split,
        name ->
            tables
                .read(TableName.PROMPTS)
                .where(functions.col("split").equalTo(name))
                .select("prompt_id")
                .as(Encoders.STRING())
                .collectAsList());
  }

  /** What the prompts name as their verifiers, each once; read once likewise. */
  public List<String> verifierSpecifications() {
    if (verifierSpecifications == null) {
      verifierSpecifications =
          tables
              .read(TableName.PROMPTS)
              .select("verifier")
              .where("verifier IS NOT NULL")
              .distinct()
              .as(Encoders.STRING())
              .collectAsList();
    }
    return verifierSpecifications;
  }

  /**
   * Makes sure, before something is committed, that the run is still this process's own.
   *
   * @throws IllegalStateException when another process has taken it
   */
  void requireLock() {
    lock.requireHeld();
  }

  /** How many of a job's tasks run at the same time. */
  public int tasksAtATime(int partitions) {
    return Math.max(1, Math.min(partitions, spark.sparkContext().defaultParallelism()));
  }

  /**
   * Fixes the configuration of a round at its first stage. A round that was begun under another one
   * is refused, because its stages would not fit together.
   */
  void freezeConfig(int round) {
    if (frozenConfig(round).isEmpty()) {
      directory.write(frozen(round), config.toYaml());
      return;
    }
    List<String> problems = new ArrayList<>();
    for (String difference : changedKeys(round)) {
      problems.add(
          "%s: round %d was begun with another value. Take the old one, or let the round end first."
              .formatted(difference, round));
    }
    if (!problems.isEmpty()) {
      throw InputErrors.all(problems);
    }
  }

  /**
   * What has changed in the configuration since the round was begun, each as {@code "key: old ->
   * new"}; empty for a round that has not begun. Keys that do not decide what comes of the round do
   * not count.
   */
  public List<String> changedKeys(int round) {
    return frozenConfig(round)
        .map(yaml -> SoupConfig.parse(yaml).differences(config))
        .orElse(List.of())
        .stream()
        .filter(difference -> FREE.stream().noneMatch(difference::startsWith))
        .toList();
  }

  /**
   * The configuration that a round was begun under, in YAML; nothing for one that has not begun.
   */
  public Optional<String> frozenConfig(int round) {
    return directory.read(frozen(round));
  }

  private static String frozen(int round) {
    return "configs/%06d.yaml".formatted(round);
  }

  @Override
  public void close() {
    lock.close();
  }
}
