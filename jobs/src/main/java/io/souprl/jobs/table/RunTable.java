package io.souprl.jobs.table;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.DeltaOperations;
import org.apache.spark.sql.delta.OptimisticTransaction;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.VersionChecksum;
import org.apache.spark.sql.delta.actions.Action;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.actions.FileAction;
import org.apache.spark.sql.delta.actions.SetTransaction;
import org.apache.spark.sql.functions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Option;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/**
 * One Delta table, read and appended to through Delta's own classes with fewer Spark jobs than by
 * its data source. That one replays the log in a job for every append under a transaction id (about
 * 1 s of CPU) and for every query (0.2 s). Here the ids come from the checksum file beside the
 * newest log entry, when they can, and the driver keeps the list of the newest version's files.
 */
final class RunTable {
  /** Delta lists no more ids than this in the checksum; with as many, one may be missing. */
  private static final int CHECKSUM_LIMIT = 100;

  /** Of a table with more files than this, queries find theirs in the log, as Delta does it. */
  private static final int FILES_AT_HAND = 2_000;

  private static final Logger LOG = LoggerFactory.getLogger(RunTable.class);

  private final SparkSession spark;
  private final DeltaLog log;
  private final int filesAtHand;

  /** Version that {@link #files} are of. */
  private long filesVersion = -1;

  private List<AddFile> files = List.of();

  RunTable(SparkSession spark, Path table) {
    this(spark, table, FILES_AT_HAND);
  }

  /**
   * @param filesAtHand files of a table up to which the driver keeps their list
   */
  RunTable(SparkSession spark, Path table, int filesAtHand) {
    this.spark = spark;
    this.log = DeltaLog.forTable(spark, table.toString());
    this.filesAtHand = filesAtHand;
  }

  /** The newest version in the log. */
  Snapshot snapshot() {
    return log.update(false, Option.empty(), Option.empty());
  }

  /** The rows that the table has now, also where the query is run later. */
  Dataset<Row> read() {
    return read(file -> true);
  }

  /** The rows of one round that the table has now. */
  Dataset<Row> read(int round) {
    String text = Integer.toString(round);
    return read(file -> file.partitionValues().get("round").forall(text::equals))
        .where(functions.col("round").equalTo(round));
  }

  private synchronized Dataset<Row> read(Predicate<AddFile> needed) {
    Snapshot snapshot = snapshot();
    if (snapshot.version() < 0 || !atHand(snapshot)) {
      return spark.read().format("delta").load(log.dataPath().toString());
    }
    List<AddFile> those = files.stream().filter(needed).toList();
    Option<SparkSession> active = SparkSession.getActiveSession();
    SparkSession.setActiveSession(spark); // whose rows they are
    try {
      return log.createDataFrame(
          snapshot, JavaConverters.asScalaBuffer(those).toSeq(), false, Option.empty());
    } finally {
      if (active.isDefined()) {
        SparkSession.setActiveSession(active.get());
      }
    }
  }

  /** Makes {@link #files} those of the snapshot, unless they are too many. */
  private boolean atHand(Snapshot snapshot) {
    if (filesVersion != snapshot.version()) {
      long number = numberOfFiles(snapshot);
      if (number > filesAtHand) {
        return false;
      }
      files = new ArrayList<>(number == 0 ? List.of() : snapshot.allFiles().collectAsList());
      filesVersion = snapshot.version();
    }
    return files.size() <= filesAtHand;
  }

  /** From the checksum, where there is one: else Delta counts them in a job. */
  private static long numberOfFiles(Snapshot snapshot) {
    Option<VersionChecksum> checksum = snapshot.checksumOpt();
    return checksum.isDefined() ? checksum.get().numFiles() : snapshot.numOfFiles();
  }

  /** Whether the id's append is in the table. */
  boolean committed(String transaction) {
    Snapshot snapshot = snapshot();
    return inChecksum(snapshot, transaction)
        || (!complete(snapshot) && snapshot.transactions().contains(transaction));
  }

  /** Commits the rows and the id together, unless the id is there. */
  synchronized void append(Dataset<Row> rows, String transaction, long number) {
    OptimisticTransaction commit = log.startTransaction(Option.empty(), Option.empty());
    Snapshot snapshot = commit.snapshot();
    if (inChecksum(snapshot, transaction)
        || (!complete(snapshot) && commit.txnVersion(transaction) >= number)) {
      LOG.info(
          "{}: the rows of {} are there already and stay as they are",
          log.dataPath().getName(),
          transaction);
      return;
    }
    List<FileAction> written = JavaConverters.seqAsJavaList(commit.writeFiles(rows));
    List<Action> actions = new ArrayList<>(written);
    actions.add(
        0, new SetTransaction(transaction, number, Option.apply(System.currentTimeMillis())));
    long version =
        commit.commit(
            JavaConverters.asScalaBuffer(actions).toSeq(),
            new DeltaOperations.Write(
                SaveMode.Append, Option.empty(), Option.empty(), Option.empty()));
    if (version == snapshot.version() + 1 && snapshot.version() == filesVersion) {
      written.stream()
          .filter(AddFile.class::isInstance)
          .map(AddFile.class::cast)
          .forEach(files::add);
      filesVersion = version;
    }
  }

  private static boolean inChecksum(Snapshot snapshot, String transaction) {
    return ids(snapshot).stream().anyMatch(known -> known.appId().equals(transaction));
  }

  /** Whether an id that the checksum does not list cannot be in the table. */
  private static boolean complete(Snapshot snapshot) {
    return listed(snapshot).isDefined() && ids(snapshot).size() < CHECKSUM_LIMIT;
  }

  private static List<SetTransaction> ids(Snapshot snapshot) {
    Option<Seq<SetTransaction>> listed = listed(snapshot);
    return listed.isEmpty() ? List.of() : JavaConverters.seqAsJavaList(listed.get());
  }

  private static Option<Seq<SetTransaction>> listed(Snapshot snapshot) {
    Option<VersionChecksum> checksum = snapshot.checksumOpt();
    return checksum.isEmpty() ? Option.empty() : checksum.get().setTransactions();
  }
}
