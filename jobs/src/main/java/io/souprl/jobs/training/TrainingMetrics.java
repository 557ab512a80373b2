package io.souprl.jobs.training;

import io.souprl.jobs.run.Run;
import io.souprl.jobs.table.RowBuilder;
import io.souprl.jobs.table.Tables;
import io.souprl.soup.LossStatistics;
import io.souprl.soup.LossTerms;
import io.souprl.soup.Zone;
import io.souprl.soup.ZoneStatistics;
import io.souprl.table.StageName;
import io.souprl.table.TableName;
import io.souprl.training.StepResult;
import io.souprl.training.StepStatistics;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Row;

/**
 * The diagnostics of a training stage (SOUP.md section 5), under verl's names where it has them.
 */
final class TrainingMetrics {
  private static final int WHOLE_STAGE = -1;

  private TrainingMetrics() {}

  /**
   * Appends all metrics of the round in one commit, those of its earlier stages included. A step
   * that was skipped has none.
   *
   * @param whole metrics of the round that are known without its steps
   */
  static void append(
      Run run, int round, List<StepResult> all, Map<String, Double> whole, RoundTimes times) {
    List<StepResult> steps = all.stream().filter(step -> !step.skipped()).toList();
    RowBuilder builder = run.tables().rows(TableName.METRICS);
    List<Row> rows = new ArrayList<>();
    for (StepResult step : steps) {
      add(rows, builder, run, round, StageName.TRAINING, step.plan().step(), of(step));
    }
    add(rows, builder, run, round, StageName.TRAINING, WHOLE_STAGE, whole);
    add(rows, builder, run, round, StageName.TRAINING, WHOLE_STAGE, overSteps(steps));
    times
        .metrics(whole.get(RoundMetrics.TOTAL_TOKENS))
        .forEach((stage, values) -> add(rows, builder, run, round, stage, WHOLE_STAGE, values));
    run.tables()
        .append(TableName.METRICS, rows, Tables.transaction(run.id(), StageName.TRAINING, round));
  }

  private static Map<String, Double> of(StepResult step) {
    Map<String, Double> values = statistics(step.statistics());
    values.putAll(loss(step.statistics(), 1));
    values.put("actor/grad_norm", step.gradientNorm());
    values.put("actor/lr", step.plan().learningRate());
    return values;
  }

  /**
   * The same over all steps: weighted by tokens, but losses and norms by step, and the last rate.
   */
  private static Map<String, Double> overSteps(List<StepResult> steps) {
    if (steps.isEmpty()) {
      return Map.of();
    }
    StepStatistics all =
        steps.stream()
            .map(StepResult::statistics)
            .reduce(StepStatistics.NONE, StepStatistics::plus);
    Map<String, Double> values = statistics(all);
    values.putAll(loss(all, steps.size()));
    values.put(
        "actor/grad_norm",
        steps.stream().mapToDouble(StepResult::gradientNorm).average().orElse(Double.NaN));
    values.put("actor/lr", steps.get(steps.size() - 1).plan().learningRate());
    return values;
  }

  /** The means over steps of the loss and its terms; those that are off are left out. */
  private static Map<String, Double> loss(StepStatistics sum, int steps) {
    Map<String, Double> values = new LinkedHashMap<>();
    LossTerms terms = sum.terms();
    values.put("actor/loss", sum.loss() / steps);
    values.put("actor/pg_loss", terms.policy() / steps);
    if (terms.estimates().tokens() > 0) {
      values.put("actor/kl_loss", terms.kl() / steps);
      values.put("actor/kl/k1", terms.estimates().k1());
      values.put("actor/kl/k2", terms.estimates().k2());
      values.put("actor/kl/k3", terms.estimates().k3());
    }
    if (terms.entropy() != 0) {
      values.put("actor/entropy_loss", terms.entropy() / steps);
    }
    return values;
  }

  private static Map<String, Double> statistics(StepStatistics statistics) {
    Map<String, Double> values = new LinkedHashMap<>();
    LossStatistics zones = statistics.zones();
    ZoneStatistics all = zones.all();
    values.put("actor/pg_clipfrac", all.clipFraction());
    values.put("actor/pg_clipfrac_lower", all.dualClipFraction());
    values.put("actor/ppo_kl", all.ratios().kl());
    values.put("actor/entropy", statistics.entropy() / statistics.tokens());
    for (Zone zone : Zone.values()) {
      ZoneStatistics part = zones.zone(zone);
      String name = "soup/" + zone.name().toLowerCase(Locale.ROOT) + "/";
      values.put(name + "clipfrac_high", part.clipHighFraction());
      values.put(name + "clipfrac_low", part.clipLowFraction());
      values.put(name + "ratio_mean", part.ratios().ratioMean());
      values.put(name + "ess", part.ratios().effectiveSampleFraction());
      values.put(name + "chi2_token", part.ratios().chiSquared());
      values.put(name + "k3_kl", part.ratios().k3Kl());
      values.put(name + "entropy", part.entropyMean());
      values.put(name + "grad_share", zones.gradientShare(zone));
      values.put(name + "tokens", (double) part.tokens());
    }
    return values;
  }

  /** NaN, a mean over nothing or a time that is not known, is no metric. */
  private static void add(
      List<Row> rows,
      RowBuilder builder,
      Run run,
      int round,
      StageName stage,
      int step,
      Map<String, Double> values) {
    values.forEach(
        (name, value) -> {
          if (!value.isNaN()) {
            rows.add(
                builder.row(
                    "run_id", run.id(),
                    "round", round,
                    "stage", stage.text(),
                    "step", step,
                    "name", name,
                    "value", value));
          }
        });
  }
}
