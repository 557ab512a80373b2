package io.souprl.jobs.scoring;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.desc;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.souprl.verify.VerdictStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * How many scores of a round have which status, read back from the table.
 *
 * @param rows all of them
 * @param statuses rows of each status, in the order of {@link VerdictStatus}
 * @param rewardMean over the rows that have a reward, null when none has
 */
record ScoreCounts(long rows, Map<VerdictStatus, Long> statuses, Double rewardMean) {
  private static final int DETAILS_NAMED = 3;

  /** Rewards are added as decimals: the sum does not depend on the order. */
  static ScoreCounts of(Dataset<Row> scores) {
    List<Column> columns = new ArrayList<>();
    for (VerdictStatus status : VerdictStatus.values()) {
      columns.add(count(when(col("status").equalTo(status.tableName()), lit(1))));
    }
    columns.add(count(col("reward")));
    columns.add(sum(col("reward").cast("decimal(28,15)")).cast("double"));
    Row row = scores.agg(count(lit(1)), columns.toArray(Column[]::new)).head();
    Map<VerdictStatus, Long> statuses = new LinkedHashMap<>();
    int index = 1;
    for (VerdictStatus status : VerdictStatus.values()) {
      statuses.put(status, row.getLong(index++));
    }
    long rewards = row.getLong(index++);
    return new ScoreCounts(
        row.getLong(0), statuses, rewards == 0 ? null : row.getDouble(index) / rewards);
  }

  /** What the manifest holds. */
  Map<String, Double> manifest() {
    Map<String, Double> counts = new LinkedHashMap<>();
    counts.put("rows", (double) rows);
    statuses.forEach((status, number) -> counts.put(status.tableName(), number.doubleValue()));
    if (rewardMean != null) {
      counts.put("reward_mean", rewardMean);
    }
    return counts;
  }

  /**
   * Fails when too many rows could not be scored.
   *
   * @param scores the rows counted
   * @param round their round, for the message
   * @param maxErrorFraction share of rows that may have status error or timeout
   */
  void requireFewErrors(Dataset<Row> scores, int round, double maxErrorFraction) {
    long failed = statuses.get(VerdictStatus.ERROR) + statuses.get(VerdictStatus.TIMEOUT);
    if (failed > maxErrorFraction * rows) {
      throw new IllegalStateException(
          "Cannot end the scoring of round %d: %d of %d rows have status error or timeout, more than rollout.max-error-fraction = %s allows. The commonest: %s. The rows are in the scores table."
              .formatted(round, failed, rows, maxErrorFraction, commonestDetails(scores)));
    }
  }

  private static String commonestDetails(Dataset<Row> scores) {
    return scores
        .where(
            col("status").isin(VerdictStatus.ERROR.tableName(), VerdictStatus.TIMEOUT.tableName()))
        .groupBy("detail")
        .count()
        .orderBy(desc("count"), col("detail"))
        .limit(DETAILS_NAMED)
        .collectAsList()
        .stream()
        .map(row -> row.getLong(1) + " x " + row.getString(0))
        .collect(Collectors.joining("; "));
  }
}
