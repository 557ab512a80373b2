package io.souprl.jobs.table;

import java.util.ArrayList;
import java.util.List;
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
import org.apache.spark.sql.delta.actions.SetTransaction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Option;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/**
 * Appends under a transaction id through Delta's own transaction. The DataFrame writer's txnAppId
 * does the same but replays the log in a Spark job for every append (about 1 s of CPU); the ids are
 * in the checksum file beside the newest log entry, and are read from there when they can be.
 */
final class DeltaAppend {
  /** Delta lists no more ids than this in the checksum; with as many, one may be missing. */
  private static final int CHECKSUM_LIMIT = 100;

  private static final Logger LOG = LoggerFactory.getLogger(DeltaAppend.class);

  private final DeltaLog log;

  DeltaAppend(SparkSession spark, Path table) {
    this.log = DeltaLog.forTable(spark, table.toString());
  }

  /** Whether the id's append is in the table. */
  boolean committed(String transaction) {
    Snapshot snapshot = log.update(false, Option.empty(), Option.empty());
    return inChecksum(snapshot, transaction)
        || (!complete(snapshot) && snapshot.transactions().contains(transaction));
  }

  /** Commits the rows and the id together, unless the id is there. */
  void append(Dataset<Row> rows, String transaction, long version) {
    OptimisticTransaction commit = log.startTransaction(Option.empty(), Option.empty());
    Snapshot snapshot = commit.snapshot();
    if (inChecksum(snapshot, transaction)
        || (!complete(snapshot) && commit.txnVersion(transaction) >= version)) {
      LOG.info(
          "{}: the rows of {} are there already and stay as they are",
          log.dataPath().getName(),
          transaction);
      return;
    }
    List<Action> actions = new ArrayList<>();
    actions.add(new SetTransaction(transaction, version, Option.apply(System.currentTimeMillis())));
    JavaConverters.seqAsJavaList(commit.writeFiles(rows)).forEach(actions::add);
    commit.commit(
        JavaConverters.asScalaBuffer(actions).toSeq(),
        new DeltaOperations.Write(SaveMode.Append, Option.empty(), Option.empty(), Option.empty()));
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
