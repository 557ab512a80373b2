package io.souprl.jobs.quickstart;

import io.souprl.jobs.run.Run;
import io.souprl.jobs.table.RunDirectory;
import io.souprl.table.TableName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;

/** What the quickstart says at its end. */
final class QuickstartReport {
  private QuickstartReport() {}

  static String of(Run run, int rounds, double seconds) {
    Path root = RunDirectory.localPath(run.directory().root());
    Path picture = root.resolve("curves.png");
    Map<Integer, Double> before = passAtK(run, -1);
    Map<Integer, Double> after = passAtK(run, rounds - 1);
    CurveChart.write(picture, run.id(), points(run));
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add("pass@k on held-out prompts, before and after %d rounds:".formatted(rounds));
    before.forEach(
        (k, value) ->
            lines.add(
                "  pass@%-3d %.3f -> %.3f  (%+.3f)"
                    .formatted(k, value, after.get(k), after.get(k) - value)));
    lines.add("(RL sharpens the policy: pass@1 rises, pass@k for large k may fall.)");
    lines.add("");
    lines.addAll(stages(run, seconds));
    lines.add("");
    lines.add("Curves: " + picture);
    lines.add("Tables: " + root + "/{rollouts,scores,training_rows,metrics,evals,checkpoints,...}");
    lines.add("");
    lines.add("Look further:");
    lines.add("  submit/souprl report --run " + root);
    for (String query : queries()) {
      lines.add("  submit/souprl sql --run " + root + " -e \"" + query + "\"");
    }
    return String.join(System.lineSeparator(), lines);
  }

  private static List<String> queries() {
    return List.of(
        "SELECT round, reward, reward_prefixed, reward_plain, entropy, generated_tokens, reused_tokens FROM round_summary",
        "SELECT policy_version, k, pass_at_k, gain FROM pass_at_k",
        "SELECT r.prompt_id, r.prefix_length, r.response_text, s.reward FROM rollouts r JOIN scores s USING (rollout_id) WHERE r.prefix_length > 4 LIMIT 10");
  }

  private static List<CurvePoint> points(Run run) {
    List<CurvePoint> points = new ArrayList<>();
    for (Row row :
        run.tables()
            .read(TableName.ROUNDS)
            .where("stage = 'scoring'")
            .selectExpr("round", "counts['reward_mean']")
            .collectAsList()) {
      if (!row.isNullAt(1)) {
        points.add(CurvePoint.reward(row.getInt(0), row.getDouble(1)));
      }
    }
    for (Row row :
        run.tables()
            .read(TableName.EVALS)
            .where("metric = 'pass' AND k IN (1, 8, 32)")
            .select("k", "policy_version", "value")
            .collectAsList()) {
      points.add(CurvePoint.pass(row.getInt(0), row.getInt(1), row.getDouble(2)));
    }
    for (Row row :
        run.tables()
            .read(TableName.METRICS)
            .where("name = 'actor/entropy' AND step = -1")
            .select("round", "value")
            .collectAsList()) {
      points.add(CurvePoint.entropy(row.getInt(0), row.getDouble(1)));
    }
    return points;
  }

  private static Map<Integer, Double> passAtK(Run run, int round) {
    Map<Integer, Double> values = new TreeMap<>();
    for (Row row :
        run.tables()
            .read(TableName.EVALS)
            .where("metric = 'pass' AND round = " + round)
            .select("k", "value")
            .collectAsList()) {
      values.put(row.getInt(0), row.getDouble(1));
    }
    return values;
  }

  /** Wall time by stage, and how much of it was the model's. */
  private static List<String> stages(Run run, double seconds) {
    List<String> lines = new ArrayList<>();
    double total = 0;
    double model = 0;
    lines.add("Wall time by stage, and of it the model's own:");
    for (Row row :
        run.tables()
            .read(TableName.ROUNDS)
            .groupBy("stage")
            .agg(
                org.apache.spark.sql.functions.expr("min(started_at)"),
                org.apache.spark.sql.functions.expr("sum(counts['seconds'])"),
                org.apache.spark.sql.functions.expr("coalesce(sum(counts['model_seconds']), 0)"))
            .orderBy("min(started_at)")
            .collectAsList()) {
      lines.add(
          "  %-11s %6.1f s, model %6.1f s"
              .formatted(row.getString(0), row.getDouble(2), row.getDouble(3)));
      total += row.getDouble(2);
      model += row.getDouble(3);
    }
    lines.add(
        "  all stages  %6.1f s, model %6.1f s: %.0f %% is Spark and Delta; this start took %.0f s"
            .formatted(total, model, 100 * (1 - model / total), seconds));
    return lines;
  }
}
