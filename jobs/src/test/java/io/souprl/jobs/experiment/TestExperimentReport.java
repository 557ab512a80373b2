package io.souprl.jobs.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestExperimentReport {
  private static final SortedMap<Integer, Double> BASE =
      new TreeMap<>(Map.of(1, 0.1, 8, 0.5, 32, 0.9));

  @TempDir private static Path folder;
  private static ExperimentPlan plan;
  private static String text;

  @BeforeAll
  static void write() throws IOException {
    Path file = folder.resolve("experiment.yaml");
    Files.writeString(
        file,
        """
        name: small
        dir: runs/small
        baseline: grpo
        settings:
          one:
            title: One number
            rounds: 3
            seeds: [1, 2, 3]
            algorithms:
              grpo: {preset: grpo}
              soup: {preset: soup}
        """);
    plan = ExperimentPlan.read(file, null);
    List<RunResult> results = new ArrayList<>();
    for (ExperimentRun run : plan.runs()) {
      if (run.seed() < 3 || run.algorithm().equals("grpo")) {
        results.add(result(run));
      }
    }
    text =
        Files.readString(
            new ExperimentReport(plan, results)
                .write(folder.resolve("report"), Map.of("one", BASE)));
  }

  /** soup solves 0.1 more at every k, give or take 0.001, and finds as much. */
  private static RunResult result(ExperimentRun run) {
    double more = run.algorithm().equals("soup") ? 0.1 + 0.001 * run.seed() : 0;
    Map<Measure, Double> values = new EnumMap<>(Measure.class);
    values.put(Measure.PASS_8, 0.4 + 0.01 * run.seed() + more);
    values.put(Measure.FOUND, 20.0 + (run.algorithm().equals("soup") ? run.seed() % 2 : 0.5));
    values.put(Measure.ZERO_VARIANCE, 0.6 - more);
    Map<Curve, SortedMap<Integer, Double>> curves = new EnumMap<>(Curve.class);
    for (Curve curve : Curve.values()) {
      curves.put(curve, new TreeMap<>());
    }
    curves.get(Curve.REWARD).putAll(Map.of(0, 0.1, 1, 0.2, 2, 0.3 + more));
    return new RunResult(
        run, values, new TreeMap<>(Map.of(1, 0.2 + more, 8, 0.4 + more, 32, 0.8 + more)), curves);
  }

  @Test
  void givesMeansAndDeviations() {
    assertThat(text)
        .contains("5 of 6 runs are complete.")
        .contains("## One number")
        .contains("Base policy: pass@1 0.100, pass@8 0.500, pass@32 0.900.")
        .contains("| | grpo (3 runs) | soup (2 runs) |")
        .contains("| pass@8 | 0.420 ± 0.010 | 0.517 ± 0.008 |");
  }

  @Test
  void comparesSeedsThatBothHave() {
    assertThat(text)
        .contains("| pass@8 | **+0.101 ± 0.006 (2/2)** |")
        .contains("| found | +0 ± 6 (1/2) |")
        .contains("- soup: above grpo in pass@8; below in zero variance; undecided: found.");
  }

  @Test
  void drawsBothPictures() throws IOException {
    for (String picture : List.of("one-pass-at-k.png", "one-rounds.png")) {
      assertThat(text).contains("](" + picture + ")");
      assertThat(ImageIO.read(folder.resolve("report").resolve(picture).toFile()).getWidth())
          .isEqualTo(1280);
    }
  }
}
