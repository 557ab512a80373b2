package io.souprl.jobs.round;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.souprl.checkpoint.CheckpointDirectory;
import io.souprl.config.SoupConfig;
import io.souprl.error.InputErrors;
import io.souprl.jobs.rollout.HistoryWindow;
import io.souprl.jobs.run.CheckpointFiles;
import io.souprl.jobs.run.Run;
import io.souprl.jobs.table.PolicyVersion;
import io.souprl.table.StageName;
import io.souprl.table.TableName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A run that begins where another one stood before a round. It gets that round's policy with its
 * optimiser state, the prompts, the window's rollouts and scores, and what the tables say of all
 * rounds before; older policies stay where they are. Rows keep the run_id of the run that made
 * them. A fork that was killed is made to the end by the same command.
 */
public final class Fork {
  private static final Logger LOG = LoggerFactory.getLogger(Fork.class);

  private final Run parent;
  private final Run fork;
  private final int round;

  private Fork(Run parent, Run fork, int round) {
    this.parent = parent;
    this.fork = fork;
    this.round = round;
  }

  /**
   * Makes the fork, or the rest of it, or nothing when it is there.
   *
   * @param from configuration with the run.dir of the parent, which is only read
   * @param to the same with the run.dir of the fork
   * @param round first round of the fork's own, from 0 to the parent's next one
   * @throws io.souprl.error.InputException when the parent has not come that far, or another run is
   *     in the fork's directory
   */
  public static void make(SparkSession spark, SoupConfig from, SoupConfig to, int round) {
    if (!from.run().id().isBlank()) {
      throw InputErrors.of(
          "run.id",
          "the run and its fork would both be called " + from.run().id(),
          "Leave the key out: a run is then called after its directory.");
    }
    try (Run parent = Run.read(spark, from)) {
      PolicyVersion policy = policy(parent, round);
      try (Run fork = Run.open(spark, to)) {
        new Fork(parent, fork, round).make(policy);
      }
    }
  }

  /** The policy of the fork's first round. */
  private static PolicyVersion policy(Run parent, int round) {
    int next = parent.ledger().nextRound();
    if (round < 0 || round > next) {
      throw InputErrors.of(
          "--from-round",
          "%s has not come to round %d".formatted(name(parent), round),
          "Its complete rounds allow 0 to " + next + ".");
    }
    PolicyVersion policy = parent.checkpoints().version(round);
    if (!CheckpointFiles.present(policy)) {
      throw InputErrors.of(
          "--from-round",
          "the files of policy version %d are gone (%s)".formatted(round, policy.uri()),
          "Restore them, or fork at a round whose policy is there.");
    }
    return policy;
  }

  private void make(PolicyVersion policy) {
    requireFree();
    if (fork.tables().committed(TableName.CHECKPOINTS, transaction())) {
      LOG.info("{} is already a fork of {} at round {}", name(fork), name(parent), round);
      return;
    }
    warnWithoutOptimizerState(policy);
    String copy = copyFiles(policy);
    Column before = col("round").lt(round);
    Column window = HistoryWindow.of(fork, round).holdsRound();
    append(TableName.PROMPTS, lit(true));
    append(TableName.ROLLOUTS, window);
    append(TableName.SCORES, window);
    if (!parent.tables().scoresNamePrompts()) {
      fork.tables().addPromptsToScores();
    }
    append(TableName.TRAINING_ROWS, before);
    append(TableName.METRICS, before);
    append(TableName.EVALS, col("round").isInCollection(evaluatedRounds()));
    append(TableName.ROUNDS, before);
    appendCheckpoints(copy);
    LOG.info("{} is now a fork of {} at round {}", name(fork), name(parent), round);
  }

  private void requireFree() {
    if (name(parent).equals(name(fork))) {
      throw InputErrors.of(
          "--run-dir", "it is the run itself", "Name a directory that does not exist yet.");
    }
    if (!fork.tables().committed(TableName.PROMPTS, transaction())
        && !fork.tables().read(TableName.PROMPTS).isEmpty()) {
      throw InputErrors.of(
          "--run-dir",
          "%s is another run than a fork of %s at round %d"
              .formatted(name(fork), name(parent), round),
          "Name a directory that does not exist yet.");
    }
  }

  private void warnWithoutOptimizerState(PolicyVersion policy) {
    Path state = new Path(policy.uri(), CheckpointDirectory.OPTIMIZER_FILE_NAME);
    if (round > 0 && !parent.directory().exists(state)) {
      LOG.warn(
          "policy version {} has no optimizer state any more: moments and step count begin at 0",
          round);
    }
  }

  /** Where the policy is now. */
  private String copyFiles(PolicyVersion policy) {
    Path source = new Path(policy.uri());
    Path target = new Path(fork.directory().policies(), source.getName());
    Configuration hadoop = fork.spark().sparkContext().hadoopConfiguration();
    try {
      FileSystem files = fork.directory().files();
      files.delete(target, true);
      files.mkdirs(target.getParent());
      FileUtil.copy(source.getFileSystem(hadoop), source, files, target, false, hadoop);
      return target.toString();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot copy " + source + " to " + target, e);
    }
  }

  private List<Integer> evaluatedRounds() {
    List<Integer> rounds = new ArrayList<>();
    for (int written = -1; written < round; written++) {
      if (parent.ledger().done(StageName.EVALUATION, written)) {
        rounds.add(written);
      }
    }
    return rounds;
  }

  private void append(TableName table, Column rows) {
    append(table, parent.tables().read(table).where(rows));
  }

  /** Last, as the rows that make it a run. */
  private void appendCheckpoints(String copy) {
    append(
        TableName.CHECKPOINTS,
        parent
            .tables()
            .read(TableName.CHECKPOINTS)
            .where(col("policy_version").leq(round))
            .withColumn(
                "uri", when(col("policy_version").equalTo(round), copy).otherwise(col("uri")))
            .withColumn("parent_run", lit(parent.id()))
            .withColumn("parent_round", lit(round)));
  }

  /** Columns that an older parent does not have are null. */
  private void append(TableName table, Dataset<Row> rows) {
    List<String> there = List.of(rows.columns());
    List<Column> columns = new ArrayList<>();
    for (StructField field : fork.tables().schema(table).fields()) {
      columns.add(
          there.contains(field.name())
              ? col(field.name())
              : lit(null).cast(field.dataType()).as(field.name()));
    }
    fork.tables().append(table, rows.select(columns.toArray(Column[]::new)), transaction());
  }

  private String transaction() {
    return "fork/" + parent.id() + "/" + round;
  }

  private static String name(Run run) {
    return run.directory().root().toString();
  }
}
