package io.souprl.jobs.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.souprl.config.SoupConfig;
import io.souprl.error.InputErrors;
import io.souprl.jobs.run.Run;
import io.souprl.jobs.run.SessionSettings;
import io.souprl.table.TableName;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.io.ZStdCompressionCodec;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * Rollouts and scores as our tables, in several layouts, and as JSON lines, which is how other
 * trainers dump them: what they take on disk, and how long it takes to find the pass rate of every
 * prompt (one table), the length of right and wrong responses (two, joined) and the rollouts of one
 * prompt. Queries are compiled, as they are on a cluster.
 */
public final class TableBench {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String CODEC = "spark.sql.parquet.compression.codec";
  private static final String STATISTICS = "spark.databricks.delta.stats.collect";
  private static final Map<String, String> COMPILED =
      Map.of("spark.sql.codegen.wholeStage", "true", "spark.sql.codegen.factoryMode", "FALLBACK");

  /**
   * A way to lay the same rows out.
   *
   * @param order column that a round is sorted by; empty: as the stages write it, a group after the
   *     other
   * @param statistics whether Delta's log has the least and greatest value of columns
   */
  private record Layout(String name, String codec, String order, boolean statistics) {
    Map<String, String> settings() {
      return Map.of(CODEC, codec, STATISTICS, Boolean.toString(statistics));
    }
  }

  private static final List<Layout> LAYOUTS =
      List.of(
          new Layout("zstd", "zstd", "", false),
          new Layout("snappy", "snappy", "", false),
          new Layout("zstd_by_rollout", "zstd", "rollout_id", false),
          new Layout("zstd_statistics", "zstd", "", true));

  private static final int ROUNDS = 10;
  private static final String LINES = "bench_lines";
  private static final String PASS_RATES =
      "SELECT prompt_id, avg(CAST(status = 'correct' AS INT)) AS pass_rate FROM %s GROUP BY prompt_id";
  private static final String LENGTHS =
      "SELECT status, avg(size(response_token_ids)) AS length FROM %s GROUP BY status";
  private static final String ONE_PROMPT =
      "SELECT prompt_id, response_text FROM %s WHERE prompt_id = 'prompt-7'";

  private final SparkSession spark;
  private final long rollouts;
  private final int tokens;
  private final int repeats;
  private final Path work;

  private TableBench(SparkSession spark, long rollouts, int tokens, int repeats, Path work) {
    this.spark = spark;
    this.rollouts = rollouts;
    this.tokens = tokens;
    this.repeats = repeats;
    this.work = work;
  }

  /**
   * Measures.
   *
   * @param rollouts how many to make up
   * @param tokens of each response
   * @param repeats of each query
   * @param work an empty directory
   * @return the report: bytes and seconds of each format, and how many times the plain and the
   *     compressed JSON lines are as large and as slow as the tables
   * @throws io.souprl.error.InputException when options are wrong
   */
  public static ObjectNode run(
      SparkSession spark, long rollouts, int tokens, int repeats, Path work) {
    if (rollouts < 1 || tokens < 1 || repeats < 1) {
      throw InputErrors.of(
          "bench tables",
          "rollouts are %d, tokens %d, repeats %d".formatted(rollouts, tokens, repeats),
          "Give 1 or more of each.");
    }
    if (Files.exists(work.resolve("json"))) {
      throw InputErrors.of("--work", work + " is not empty", "Name an empty directory.");
    }
    return new TableBench(spark, rollouts, tokens, repeats, work.toAbsolutePath()).run();
  }

  private ObjectNode run() {
    ObjectNode report =
        MAPPER
            .createObjectNode()
            .put("benchmark", "tables")
            .put("rollouts", rollouts)
            .put("tokens", tokens)
            .put("repeats", repeats);
    report.set("machine", Machine.json());
    return SessionSettings.during(spark, COMPILED, () -> measured(report));
  }

  private ObjectNode measured(ObjectNode report) {
    Map<String, Path> runs = new LinkedHashMap<>();
    for (Layout layout : LAYOUTS) {
      runs.put(
          layout.name(), SessionSettings.during(spark, layout.settings(), () -> written(layout)));
    }
    ObjectNode lines = lines(runs.get(LAYOUTS.get(0).name()));
    report.set("json_lines", lines);
    runs.forEach((name, run) -> report.set("tables_" + name, tables(run, lines)));
    return report;
  }

  /** The rows of this run as lines. */
  private ObjectNode lines(Path run) {
    Path json = work.resolve("json");
    writeJson(run, json);
    spark
        .read()
        .schema(
            "prompt_id STRING, status STRING, response_token_ids ARRAY<INT>, response_text STRING")
        .json(json.toString())
        .createOrReplaceTempView(LINES);
    ObjectNode lines =
        MAPPER
            .createObjectNode()
            .put("bytes", bytes(json, ".json"))
            .put("zstd_bytes", compressed(json));
    lines.set("pass_rate_seconds", seconds(PASS_RATES.formatted(LINES)).json());
    lines.set("length_seconds", seconds(LENGTHS.formatted(LINES)).json());
    return lines.set("one_prompt_seconds", seconds(ONE_PROMPT.formatted(LINES)).json());
  }

  private ObjectNode tables(Path run, ObjectNode lines) {
    long size = bytes(run.resolve("rollouts"), "") + bytes(run.resolve("scores"), "");
    String rollouts = "delta.`%s`".formatted(run.resolve("rollouts"));
    String scores = "delta.`%s`".formatted(run.resolve("scores"));
    Spread passRates = seconds(PASS_RATES.formatted(scores));
    Spread lengths =
        seconds(LENGTHS.formatted(rollouts + " JOIN " + scores + " USING (round, rollout_id)"));
    Spread onePrompt = seconds(ONE_PROMPT.formatted(rollouts));
    ObjectNode tables = MAPPER.createObjectNode().put("bytes", size);
    tables.set("pass_rate_seconds", passRates.json());
    tables.set("length_seconds", lengths.json());
    tables.set("one_prompt_seconds", onePrompt.json());
    return tables
        .put("smaller", lines.get("bytes").asDouble() / size)
        .put("smaller_than_zstd", lines.get("zstd_bytes").asDouble() / size)
        .put("pass_rate_faster", median(lines, "pass_rate_seconds") / passRates.median())
        .put("length_faster", median(lines, "length_seconds") / lengths.median())
        .put("one_prompt_faster", median(lines, "one_prompt_seconds") / onePrompt.median());
  }

  private static double median(ObjectNode measured, String name) {
    return measured.get(name).get("median").asDouble();
  }

  private Spread seconds(String query) {
    double[] seconds = new double[repeats];
    spark.sql(query).write().format("noop").mode("overwrite").save();
    for (int repeat = 0; repeat < repeats; repeat++) {
      long start = System.nanoTime();
      spark.sql(query).write().format("noop").mode("overwrite").save();
      seconds[repeat] = (System.nanoTime() - start) / 1e9;
    }
    return Spread.of(seconds);
  }

  /** As the stages write them, one append a round; returns their directory. */
  private Path written(Layout layout) {
    Path directory = work.resolve(layout.name());
    SoupConfig config =
        SoupConfig.parse(
            "", List.of(SoupConfig.override("run.dir", directory.toString()), "run.id=bench"));
    try (Run run = Run.open(spark, config)) {
      for (int round = 0; round < ROUNDS; round++) {
        for (TableName table : List.of(TableName.ROLLOUTS, TableName.SCORES)) {
          Dataset<Row> rows = rows(run, table, round);
          run.tables()
              .append(
                  table,
                  layout.order().isEmpty() ? rows : rows.sort(layout.order()),
                  table + "/" + round);
        }
      }
    }
    return directory;
  }

  private Dataset<Row> rows(Run run, TableName table, int round) {
    return MadeUpRollouts.of(
        spark
            .range(rollouts * round / ROUNDS, rollouts * (round + 1) / ROUNDS)
            .withColumn("round", functions.lit(round)),
        tokens,
        run.tables().schema(table));
  }

  /** The same columns and those of the score, a row a line. */
  private void writeJson(Path run, Path json) {
    Dataset<Row> joined =
        spark.sql(
            "SELECT r.*, s.status, s.reward, s.extracted_answer FROM delta.`%s` r JOIN delta.`%s` s USING (round, rollout_id)"
                .formatted(run.resolve("rollouts"), run.resolve("scores")));
    joined.write().json(json.toString());
  }

  private long bytes(Path directory, String suffix) {
    try (Stream<Path> files = Files.walk(directory)) {
      long sum = 0;
      for (Path file :
          files.filter(Files::isRegularFile).filter(f -> f.toString().endsWith(suffix)).toList()) {
        sum += Files.size(file);
      }
      return sum;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot look at " + directory, e);
    }
  }

  private long compressed(Path json) {
    Path target = work.resolve("lines.zst");
    ZStdCompressionCodec codec = new ZStdCompressionCodec(spark.sparkContext().conf());
    try (Stream<Path> files = Files.list(json)) {
      try (OutputStream out = codec.compressedOutputStream(Files.newOutputStream(target))) {
        for (Path file : files.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
          Files.copy(file, out);
        }
      }
      return Files.size(target);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot compress " + json, e);
    }
  }
}
