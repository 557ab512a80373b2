package io.souprl.jobs.experiment;

import io.souprl.jobs.experiment.Difference.Moments;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.stream.Collectors;

/**
 * The report of an experiment in Markdown, with a picture of pass@k and one of the rounds a
 * setting. Every number comes from the runs' tables; what the intervals say is said by rule, where
 * an algorithm is below the baseline as well as where it is above.
 */
final class ExperimentReport {
  private final ExperimentPlan plan;
  private final List<RunResult> results;
  private final List<String> lines = new ArrayList<>();

  ExperimentReport(ExperimentPlan plan, List<RunResult> results) {
    this.plan = plan;
    this.results = results;
  }

  /**
   * Writes README.md and the pictures into a directory.
   *
   * @param bases pass@k of the settings' base policies
   * @return the Markdown file
   */
  Path write(Path directory, Map<String, SortedMap<Integer, Double>> bases) {
    try {
      Files.createDirectories(directory);
      lines.add("# Experiment " + plan.name());
      lines.add("");
      lines.add(
          ("%d of %d runs are complete. Written by `souprl experiment`; every number comes from the"
                  + " runs' tables.")
              .formatted(results.size(), plan.runs().size()));
      for (String setting : plan.titles().keySet()) {
        Map<String, List<RunResult>> byAlgorithm = byAlgorithm(setting);
        if (!byAlgorithm.isEmpty()) {
          write(directory, setting, byAlgorithm, bases.get(setting));
        }
      }
      meanings();
      Path file = directory.resolve("README.md");
      Files.writeString(file, String.join("\n", lines) + "\n");
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write the report to " + directory, e);
    }
  }

  /** In the order of the plan. */
  private Map<String, List<RunResult>> byAlgorithm(String setting) {
    return results.stream()
        .filter(result -> result.run().setting().equals(setting))
        .collect(
            Collectors.groupingBy(
                result -> result.run().algorithm(), LinkedHashMap::new, Collectors.toList()));
  }

  private void write(
      Path directory,
      String setting,
      Map<String, List<RunResult>> byAlgorithm,
      SortedMap<Integer, Double> base) {
    ExperimentCharts charts = new ExperimentCharts(byAlgorithm);
    charts.writePassAtK(directory.resolve(setting + "-pass-at-k.png"), base);
    charts.writeCurves(directory.resolve(setting + "-rounds.png"));
    lines.add("");
    lines.add("## " + plan.titles().get(setting));
    lines.add("");
    if (!base.isEmpty()) {
      lines.add(
          "Base policy: "
              + base.entrySet().stream()
                  .filter(entry -> List.of(1, 8, 32).contains(entry.getKey()))
                  .map(entry -> "pass@%d %.3f".formatted(entry.getKey(), entry.getValue()))
                  .collect(Collectors.joining(", "))
              + ".");
      lines.add("");
    }
    lines.add("![pass@k](" + setting + "-pass-at-k.png)");
    lines.add("");
    lines.add("![Rounds](" + setting + "-rounds.png)");
    lines.add("");
    lines.add("Mean ± standard deviation over seeds:");
    lines.add("");
    table("runs", byAlgorithm, (algorithm, measure) -> moments(byAlgorithm, algorithm, measure));
    if (byAlgorithm.containsKey(plan.baseline()) && byAlgorithm.size() > 1) {
      differences(byAlgorithm);
    }
  }

  private interface Cell {
    String text(String algorithm, Measure measure);
  }

  private void table(String count, Map<String, List<RunResult>> byAlgorithm, Cell cell) {
    lines.add(
        "| | "
            + byAlgorithm.entrySet().stream()
                .map(
                    entry -> "%s (%d %s)".formatted(entry.getKey(), entry.getValue().size(), count))
                .collect(Collectors.joining(" | "))
            + " |");
    lines.add("|---|" + "---|".repeat(byAlgorithm.size()));
    for (Measure measure : Measure.values()) {
      lines.add(
          "| "
              + measure.title()
              + " | "
              + byAlgorithm.keySet().stream()
                  .map(algorithm -> cell.text(algorithm, measure))
                  .collect(Collectors.joining(" | "))
              + " |");
    }
  }

  private static String moments(
      Map<String, List<RunResult>> byAlgorithm, String algorithm, Measure measure) {
    double[] values =
        byAlgorithm.get(algorithm).stream()
            .map(result -> result.values().get(measure))
            .filter(Objects::nonNull)
            .mapToDouble(Double::doubleValue)
            .toArray();
    if (values.length == 0) {
      return "";
    }
    Moments moments = Moments.of(values);
    return Double.isNaN(moments.deviation())
        ? measure.text(moments.mean())
        : measure.text(moments.mean()) + " ± " + measure.text(moments.deviation());
  }

  private void differences(Map<String, List<RunResult>> byAlgorithm) {
    Map<String, List<RunResult>> others = new LinkedHashMap<>(byAlgorithm);
    List<RunResult> baseline = others.remove(plan.baseline());
    lines.add("");
    lines.add(
        ("Paired difference to %s, seed by seed: mean ± half of the 95 %% interval (Student's t),"
                + " seeds above of seeds paired; bold where the interval excludes 0:")
            .formatted(plan.baseline()));
    lines.add("");
    table(
        "runs",
        others,
        (algorithm, measure) -> {
          double[] paired = paired(others.get(algorithm), baseline, measure);
          return paired.length == 0 ? "" : text(measure, Difference.of(paired));
        });
    lines.add("");
    others.forEach((algorithm, runs) -> lines.add(verdict(algorithm, runs, baseline)));
  }

  private static double[] paired(List<RunResult> runs, List<RunResult> baseline, Measure measure) {
    return runs.stream()
        .flatMap(
            run ->
                baseline.stream()
                    .filter(other -> other.run().seed() == run.run().seed())
                    .filter(other -> other.values().containsKey(measure))
                    .filter(other -> run.values().containsKey(measure))
                    .map(other -> run.values().get(measure) - other.values().get(measure)))
        .mapToDouble(Double::doubleValue)
        .toArray();
  }

  private static String text(Measure measure, Difference difference) {
    if (difference.pairs() < 2) {
      return measure.signed(difference.mean()) + " (1 seed)";
    }
    String text =
        "%s ± %s (%d/%d)"
            .formatted(
                measure.signed(difference.mean()),
                measure.text(difference.halfWidth()),
                difference.above(),
                difference.pairs());
    return difference.excludesZero() ? "**" + text + "**" : text;
  }

  /** What the intervals say of an algorithm, in words. */
  private String verdict(String algorithm, List<RunResult> runs, List<RunResult> baseline) {
    List<String> above = new ArrayList<>();
    List<String> below = new ArrayList<>();
    List<String> undecided = new ArrayList<>();
    for (Measure measure : Measure.values()) {
      double[] paired = paired(runs, baseline, measure);
      if (paired.length < 2) {
        continue;
      }
      Difference difference = Difference.of(paired);
      (!difference.excludesZero() ? undecided : difference.mean() > 0 ? above : below)
          .add(measure.title());
    }
    return "- %s: above %s in %s; below in %s; undecided: %s."
        .formatted(algorithm, plan.baseline(), listed(above), listed(below), listed(undecided));
  }

  private static String listed(List<String> names) {
    return names.isEmpty() ? "nothing" : String.join(", ", names);
  }

  private void meanings() {
    lines.add("");
    lines.add("## What is measured");
    lines.add("");
    for (Measure measure : Measure.values()) {
      lines.add("- " + measure.title() + ": " + measure.meaning() + ".");
    }
    lines.add("");
    lines.add(
        "Runs share the machine with others of the experiment, so seconds say little of a single"
            + " run; their means over seeds compare algorithms.");
  }
}
