package io.souprl.jobs.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.souprl.jobs.LocalSpark;
import io.souprl.table.TableName;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On the scores table, which is partitioned by round. */
class TestRunTable {
  @TempDir private Path folder;

  private final SparkSession spark = LocalSpark.session();
  private RunTable table;

  @BeforeEach
  void create() {
    LocalSpark.sql(TableName.SCORES.createStatement(folder.toString()));
    table = table(100);
  }

  private RunTable table(int filesAtHand) {
    return new RunTable(spark, hadoop(folder), filesAtHand);
  }

  private static org.apache.hadoop.fs.Path hadoop(Path path) {
    return new org.apache.hadoop.fs.Path(path.toUri());
  }

  /** Appends one score a file. */
  private static void append(RunTable table, int round, String... rollouts) {
    RowBuilder builder = new RowBuilder(table.snapshot().schema());
    List<Row> rows =
        Arrays.stream(rollouts)
            .map(
                id ->
                    builder.row(
                        "round", round, "rollout_id", id, "status", "correct", "reward", 1.0))
            .toList();
    Dataset<Row> data = LocalSpark.session().createDataFrame(rows, table.snapshot().schema());
    table.append(data.repartition(rows.size()), "append " + String.join(" ", rollouts), 1);
  }

  private static List<String> ids(Dataset<Row> rows) {
    return rows.select("rollout_id").collectAsList().stream()
        .map(row -> row.getString(0))
        .sorted()
        .toList();
  }

  @Test
  void readsWhatItAppended() {
    assertThat(ids(table.read())).isEmpty();
    append(table, 0, "a", "b");
    append(table, 1, "c");
    assertThat(ids(table.read())).containsExactly("a", "b", "c");
    assertThat(ids(table.read(0))).containsExactly("a", "b");
    assertThat(ids(table.read(1))).containsExactly("c");
    assertThat(ids(table.read(2))).isEmpty();
    assertThat(ids(table.read().where("round = 0 AND rollout_id > 'a'"))).containsExactly("b");
  }

  @Test
  void appendsUnderAnIdOnce() {
    append(table, 0, "a");
    append(table, 0, "a");
    assertThat(ids(table.read())).containsExactly("a");
    assertThat(table.committed("append a")).isTrue();
    assertThat(table.committed("append b")).isFalse();
  }

  @Test
  void seesWhatOthersChanged() {
    append(table, 0, "a", "b");
    assertThat(ids(table.read())).containsExactly("a", "b");
    append(table(100), 0, "c");
    assertThat(ids(table.read())).containsExactly("a", "b", "c");
    LocalSpark.sql("DELETE FROM delta.`%s` WHERE rollout_id = 'b'".formatted(folder));
    assertThat(ids(table.read())).containsExactly("a", "c");
    LocalSpark.sql("OPTIMIZE delta.`%s`".formatted(folder)).collectAsList();
    append(table, 1, "d");
    assertThat(ids(table.read())).containsExactly("a", "c", "d");
  }

  @Test
  void keepsTheRowsOfTheTimeOfReading() {
    append(table, 0, "a");
    Dataset<Row> before = table.read();
    append(table, 0, "b");
    assertThat(ids(before)).containsExactly("a");
  }

  @Test
  void readsTablesOfManyFilesAsDeltaDoes() {
    RunTable small = table(2);
    append(small, 0, "a", "b");
    assertThat(ids(small.read())).containsExactly("a", "b");
    append(small, 1, "c");
    assertThat(ids(small.read())).containsExactly("a", "b", "c");
    assertThat(ids(small.read(1))).containsExactly("c");
    append(small, 1, "d");
    assertThat(ids(small.read(1))).containsExactly("c", "d");
  }

  @Test
  void readsInOneJob() throws InterruptedException, TimeoutException {
    append(table, 0, "a");
    assertThat(ids(table.read(0))).containsExactly("a");
    append(table, 1, "b");
    assertThat(jobs(() -> ids(table.read(1)))).isEqualTo(1);
    assertThat(jobs(() -> ids(table(0).read(1)))).isGreaterThan(1);
  }

  private int jobs(Runnable work) throws InterruptedException, TimeoutException {
    Jobs jobs = new Jobs();
    spark.sparkContext().addSparkListener(jobs);
    try {
      work.run();
      spark.sparkContext().listenerBus().waitUntilEmpty();
    } finally {
      spark.sparkContext().removeSparkListener(jobs);
    }
    return jobs.started.get();
  }

  private static final class Jobs extends SparkListener {
    private final AtomicInteger started = new AtomicInteger();

    @Override
    public void onJobStart(SparkListenerJobStart start) {
      started.incrementAndGet();
    }
  }

  @Test
  void keepsRowsInItsOwnSession() {
    append(table, 0, "a");
    SparkSession own = spark.newSession();
    RunTable other = new RunTable(own, hadoop(folder));
    other.read().createOrReplaceTempView("those");
    assertThat(ids(own.sql("SELECT * FROM those"))).containsExactly("a");
    assertThatThrownBy(() -> LocalSpark.sql("SELECT * FROM those"))
        .isInstanceOf(AnalysisException.class);
  }

  @Test
  void refusesWhatIsNoTable() {
    RunTable missing = new RunTable(spark, hadoop(folder.resolve("none")));
    assertThatThrownBy(missing::read).isInstanceOf(AnalysisException.class);
  }
}
