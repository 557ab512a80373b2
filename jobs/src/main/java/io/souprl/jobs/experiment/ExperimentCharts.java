package io.souprl.jobs.experiment;

import io.souprl.jobs.chart.Palette;
import io.souprl.jobs.chart.Pictures;
import io.souprl.jobs.experiment.Difference.Moments;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The pictures of one setting: means over seeds, one colour an algorithm. */
final class ExperimentCharts {
  private static final int WIDTH = 640;
  private static final int HEIGHT = 420;
  private static final int COLUMNS = 2;

  static {
    Pictures.needNoDisplay();
  }

  private final Map<String, List<RunResult>> byAlgorithm;

  /**
   * @param byAlgorithm complete runs of one setting, at least one an algorithm
   */
  ExperimentCharts(Map<String, List<RunResult>> byAlgorithm) {
    this.byAlgorithm = byAlgorithm;
  }

  /** pass@k of the final policies with their standard deviations, and of the base policy. */
  void writePassAtK(Path png, SortedMap<Integer, Double> base) {
    XYChart chart = chart("pass@k on held-out prompts", "k", 2 * WIDTH, HEIGHT + HEIGHT / 4);
    chart.getStyler().setYAxisDecimalPattern("0.00");
    chart.getStyler().setxAxisTickLabelsFormattingFunction(ExperimentCharts::powerOfTwo);
    chart.getStyler().setLegendPosition(Styler.LegendPosition.OutsideE);
    byAlgorithm.forEach(
        (algorithm, runs) ->
            add(chart, algorithm, byExponent(means(runs, RunResult::passAtK)), deviations(runs))
                .setMarker(SeriesMarkers.CIRCLE));
    if (!base.isEmpty()) {
      XYSeries series = add(chart, "base policy", byExponent(base), null);
      series.setLineColor(Color.DARK_GRAY);
      series.setMarkerColor(Color.DARK_GRAY);
      series.setMarker(SeriesMarkers.CROSS);
      series.setLineStyle(
          new BasicStroke(
              1.5f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, new float[] {6, 4}, 0));
    }
    Pictures.write(png, BitmapEncoder.getBufferedImage(chart));
  }

  /** Every {@link Curve} over the rounds. */
  void writeCurves(Path png) {
    List<BufferedImage> charts = new ArrayList<>();
    for (Curve curve : Curve.values()) {
      XYChart chart = chart(curve.title(), "round", WIDTH, HEIGHT);
      chart.getStyler().setYAxisDecimalPattern(curve == Curve.GENERATED ? "#,##0" : "0.00");
      chart.getStyler().setLegendVisible(charts.isEmpty());
      chart.getStyler().setLegendPosition(Styler.LegendPosition.InsideNW);
      byAlgorithm.forEach(
          (algorithm, runs) -> {
            SortedMap<Integer, Double> means = means(runs, run -> run.curves().get(curve));
            if (!means.isEmpty()) {
              add(chart, algorithm, means, null).setMarker(SeriesMarkers.NONE);
            }
          });
      if (!chart.getSeriesMap().isEmpty()) {
        charts.add(BitmapEncoder.getBufferedImage(chart));
      }
    }
    int rows = (charts.size() + COLUMNS - 1) / COLUMNS;
    BufferedImage all =
        new BufferedImage(COLUMNS * WIDTH, rows * HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = all.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, all.getWidth(), all.getHeight());
    for (int i = 0; i < charts.size(); i++) {
      graphics.drawImage(charts.get(i), i % COLUMNS * WIDTH, i / COLUMNS * HEIGHT, null);
    }
    graphics.dispose();
    Pictures.write(png, all);
  }

  /** The places of k on a logarithmic axis. */
  private static SortedMap<Double, Double> byExponent(SortedMap<Integer, Double> byK) {
    SortedMap<Double, Double> points = new TreeMap<>();
    byK.forEach((k, value) -> points.put(Math.log(k) / Math.log(2), value));
    return points;
  }

  private static String powerOfTwo(Double exponent) {
    return exponent == Math.rint(exponent) ? String.valueOf(1 << exponent.intValue()) : "";
  }

  private static XYChart chart(String title, String xTitle, int width, int height) {
    XYChart chart =
        new XYChartBuilder().width(width).height(height).title(title).xAxisTitle(xTitle).build();
    XYStyler styler = chart.getStyler();
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setPlotBorderVisible(false);
    styler.setPlotGridLinesColor(Palette.GRID);
    styler.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 15));
    styler.setLegendBorderColor(Palette.GRID);
    return chart;
  }

  private XYSeries add(
      XYChart chart, String name, SortedMap<? extends Number, Double> points, double[] errors) {
    double[] x = points.keySet().stream().mapToDouble(Number::doubleValue).toArray();
    double[] y = points.values().stream().mapToDouble(Double::doubleValue).toArray();
    XYSeries series =
        errors == null ? chart.addSeries(name, x, y) : chart.addSeries(name, x, y, errors);
    int place = new ArrayList<>(byAlgorithm.keySet()).indexOf(name);
    if (place >= 0) {
      Color colour = Palette.LINES.get(place % Palette.LINES.size());
      series.setLineColor(colour);
      series.setMarkerColor(colour);
    }
    series.setLineWidth(2);
    return series;
  }

  private static SortedMap<Integer, Double> means(
      List<RunResult> runs, Function<RunResult, SortedMap<Integer, Double>> curve) {
    SortedMap<Integer, Double> means = new TreeMap<>();
    momentsByPlace(runs, curve).forEach((x, moments) -> means.put(x, moments.mean()));
    return means;
  }

  /** Null, for no bars, where there is a single seed. */
  private static double[] deviations(List<RunResult> runs) {
    return runs.size() < 2
        ? null
        : momentsByPlace(runs, RunResult::passAtK).values().stream()
            .mapToDouble(Moments::deviation)
            .toArray();
  }

  private static Map<Integer, Moments> momentsByPlace(
      List<RunResult> runs, Function<RunResult, SortedMap<Integer, Double>> curve) {
    Map<Integer, Moments> momentsByPlace = new LinkedHashMap<>();
    TreeSet<Integer> places = new TreeSet<>();
    runs.forEach(run -> places.addAll(curve.apply(run).keySet()));
    for (int x : places) {
      momentsByPlace.put(
          x,
          Moments.of(
              runs.stream()
                  .map(run -> curve.apply(run).get(x))
                  .filter(java.util.Objects::nonNull)
                  .mapToDouble(Double::doubleValue)
                  .toArray()));
    }
    return momentsByPlace;
  }
}
