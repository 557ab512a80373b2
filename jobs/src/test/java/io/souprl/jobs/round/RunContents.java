package io.souprl.jobs.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.souprl.jobs.LocalSpark;
import io.souprl.table.TableName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;

/** What a run is made of, without what time and place alone decide. */
public final class RunContents {
  private static final List<String> VOLATILE =
      List.of("uri", "counts", "config_hash", "input_versions", "platform", "spark_app_id");

  private RunContents() {}

  /** The rows of a table as text, sorted, without times, places and measurements. */
  public static List<String> rows(Path run, TableName table) {
    var frame = LocalSpark.session().read().format("delta").load(run + "/" + table.text());
    if (table == TableName.METRICS) {
      frame = frame.where("name NOT LIKE 'timing_s/%' AND name <> 'perf/throughput'");
    }
    String[] columns =
        Arrays.stream(frame.columns())
            .filter(column -> !column.endsWith("_at") && !VOLATILE.contains(column))
            .toArray(String[]::new);
    List<String> rows = new ArrayList<>();
    for (Row row :
        frame.selectExpr("to_json(struct(" + String.join(",", columns) + "))").collectAsList()) {
      rows.add(row.getString(0));
    }
    rows.sort(null);
    return rows;
  }

  /** Name and SHA-256 of every file of every checkpoint. */
  public static Map<String, String> checkpointHashes(Path run) {
    Path checkpoints = run.resolve("policies");
    Map<String, String> hashes = new TreeMap<>();
    try (Stream<Path> files = Files.walk(checkpoints)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
        hashes.put(checkpoints.relativize(file).toString(), HexFormat.of().formatHex(digest));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + checkpoints, e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Cannot hash", e);
    }
    return hashes;
  }

  /** Requires the same rows in every table and the same bytes in every checkpoint. */
  static void requireSame(Path run, Path other) {
    for (TableName table : TableName.values()) {
      List<String> rows = rows(run, table);
      assertThat(rows).as(table.text()).isEqualTo(rows(other, table));
      assertThat(rows.isEmpty()).as(table.text()).isEqualTo(table == TableName.QUARANTINE);
    }
    assertThat(checkpointHashes(run)).isNotEmpty().isEqualTo(checkpointHashes(other));
  }

  /** Requires that every rollout has one score, and that training has seen it once an epoch. */
  static void requireEachOnce(Path run) {
    String rollouts = "delta.`" + run + "/rollouts`";
    String scores = "delta.`" + run + "/scores`";
    String consumed = "delta.`" + run + "/training_rows`";
    assertThat(
            LocalSpark.sql(
                    ("SELECT * FROM %s r LEFT JOIN (SELECT rollout_id, count(*) AS times FROM %s"
                            + " GROUP BY rollout_id, verifier, verifier_version) s"
                            + " ON r.rollout_id = s.rollout_id WHERE times IS DISTINCT FROM 1")
                        .formatted(rollouts, scores))
                .count())
        .isZero();
    assertThat(
            LocalSpark.sql(
                    ("SELECT * FROM %s r LEFT JOIN (SELECT rollout_id, epoch, count(*) AS times"
                            + " FROM %s GROUP BY rollout_id, epoch) t"
                            + " ON r.rollout_id = t.rollout_id WHERE times IS DISTINCT FROM 1")
                        .formatted(rollouts, consumed))
                .count())
        .isZero();
  }
}
