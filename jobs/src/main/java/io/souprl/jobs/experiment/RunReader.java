package io.souprl.jobs.experiment;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.expr;

import io.souprl.config.SoupConfig;
import io.souprl.jobs.scoring.RunVerifiers;
import io.souprl.jobs.table.RunDirectory;
import io.souprl.jobs.table.Tables;
import io.souprl.table.StageName;
import io.souprl.table.TableName;
import io.souprl.verify.VerdictStatus;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Reads what a complete run came to from its tables. */
final class RunReader {
  private final SparkSession spark;

  RunReader(SparkSession spark) {
    this.spark = spark;
  }

  /** The result of a run, or nothing while it is not complete. */
  Optional<RunResult> read(ExperimentRun run) {
    Tables tables = tables(run.config().run().dir());
    int last = run.rounds() - 1;
    if (!tables.exists(TableName.ROUNDS) || !complete(tables, last)) {
      return Optional.empty();
    }
    Map<Curve, SortedMap<Integer, Double>> curves = curves(tables);
    SortedMap<Integer, Double> passAtK = passAtK(tables, last);
    Map<Measure, Double> values = new EnumMap<>(Measure.class);
    evaluation(tables, last, values);
    rollouts(tables, run.config(), values);
    stages(tables, values);
    IntPredicate lastFifth = round -> round >= run.rounds() - Math.max(1, run.rounds() / 5);
    mean(curves.get(Curve.REWARD), lastFifth).ifPresent(v -> values.put(Measure.TRAIN_REWARD, v));
    mean(curves.get(Curve.ENTROPY), lastFifth).ifPresent(v -> values.put(Measure.ENTROPY, v));
    mean(curves.get(Curve.UNIQUE), round -> true).ifPresent(v -> values.put(Measure.UNIQUE, v));
    mean(curves.get(Curve.ZERO_VARIANCE), round -> true)
        .ifPresent(v -> values.put(Measure.ZERO_VARIANCE, v));
    return Optional.of(new RunResult(run, values, passAtK, curves));
  }

  /** pass@k of a setting's base policy by k; empty while it is not evaluated. */
  SortedMap<Integer, Double> base(String directory) {
    Tables tables = tables(directory);
    return tables.exists(TableName.EVALS) ? passAtK(tables, -1) : new TreeMap<>();
  }

  private Tables tables(String directory) {
    return new Tables(
        spark, new RunDirectory(directory, spark.sparkContext().hadoopConfiguration()));
  }

  private static boolean complete(Tables tables, int last) {
    return !tables
        .read(TableName.ROUNDS, last)
        .where(col("stage").equalTo(StageName.EVALUATION.text()))
        .isEmpty();
  }

  private static SortedMap<Integer, Double> passAtK(Tables tables, int round) {
    SortedMap<Integer, Double> values = new TreeMap<>();
    for (Row row :
        tables
            .read(TableName.EVALS, round)
            .where("metric = 'pass'")
            .select("k", "value")
            .collectAsList()) {
      values.put(row.getInt(0), row.getDouble(1));
    }
    return values;
  }

  private static void evaluation(Tables tables, int round, Map<Measure, Double> values) {
    for (Row row :
        tables.read(TableName.EVALS, round).select("metric", "k", "value").collectAsList()) {
      Measure measure =
          switch (row.getString(0) + "@" + row.getInt(1)) {
            case "pass@1" -> Measure.PASS_1;
            case "pass@8" -> Measure.PASS_8;
            case "pass@32" -> Measure.PASS_32;
            case "distinct@32" -> Measure.DISTINCT;
            case "distinct-correct@32" -> Measure.DISTINCT_CORRECT;
            default -> null;
          };
      if (measure != null) {
        values.put(measure, row.getDouble(2));
      }
    }
  }

  private static void rollouts(Tables tables, SoupConfig config, Map<Measure, Double> values) {
    List<String> specifications =
        tables
            .read(TableName.PROMPTS)
            .select("verifier")
            .distinct()
            .as(Encoders.STRING())
            .collectAsList();
    Row solved =
        tables
            .read(TableName.ROLLOUTS)
            .join(
                RunVerifiers.of(tables, config, specifications)
                    .scores()
                    .where(col("status").equalTo(VerdictStatus.CORRECT.tableName()))
                    .select("rollout_id"),
                "rollout_id")
            .agg(
                countDistinct(col("prompt_id")),
                countDistinct(col("prompt_id"), col("response_token_ids")))
            .first();
    long prompts = tables.read(TableName.PROMPTS).where("split = 'train'").count();
    values.put(Measure.SOLVED, solved.getLong(0) / (double) prompts);
    values.put(Measure.FOUND, (double) solved.getLong(1));
  }

  private static void stages(Tables tables, Map<Measure, Double> values) {
    for (Row row :
        tables
            .read(TableName.ROUNDS)
            .where("round >= 0")
            .groupBy("stage")
            .agg(
                expr("sum(counts['model_seconds'])"),
                expr("min(counts['model_seconds'])"),
                expr(
                    "sum(counts['generated_tokens'] + coalesce(counts['prefix_generated_tokens'], 0))"),
                expr("sum(counts['tokens'])"))
            .collectAsList()) {
      if (row.getString(0).equals(StageName.ROLLOUT.text())) {
        values.put(Measure.GENERATED, row.getDouble(3) / 1e3);
        if (row.getDouble(2) > 0) { // 0 where a killed stage had sampled already
          values.put(Measure.ROLLOUT_SECONDS, row.getDouble(1));
        }
      } else if (row.getString(0).equals(StageName.TRAINING.text())) {
        values.put(Measure.TRAINING_SECONDS, row.getDouble(1));
        values.put(Measure.LIVE, row.getDouble(4) / 1e3);
        values.put(Measure.TRAINING_COST, row.getDouble(1) / row.getDouble(4) * 1e6);
      }
    }
  }

  private static Map<Curve, SortedMap<Integer, Double>> curves(Tables tables) {
    Map<Curve, SortedMap<Integer, Double>> curves = new EnumMap<>(Curve.class);
    Map<String, Curve> byMetric = new TreeMap<>();
    for (Curve curve : Curve.values()) {
      curves.put(curve, new TreeMap<>());
      byMetric.put(curve.metric(), curve);
    }
    List<String> names = Arrays.stream(Curve.values()).map(Curve::metric).toList();
    for (Row row :
        tables
            .read(TableName.METRICS)
            .where(col("step").equalTo(-1).and(col("name").isInCollection(names)))
            .select("name", "round", "value")
            .collectAsList()) {
      curves.get(byMetric.get(row.getString(0))).put(row.getInt(1), row.getDouble(2));
    }
    return curves;
  }

  private static Optional<Double> mean(SortedMap<Integer, Double> curve, IntPredicate rounds) {
    double[] values =
        curve.entrySet().stream()
            .filter(entry -> rounds.test(entry.getKey()))
            .mapToDouble(Map.Entry::getValue)
            .toArray();
    return values.length == 0
        ? Optional.empty()
        : Optional.of(Arrays.stream(values).sum() / values.length);
  }
}
