package io.souprl.jobs.quickstart;

import io.souprl.jobs.chart.Palette;
import io.souprl.jobs.chart.Pictures;
import io.souprl.jobs.quickstart.CurvePoint.Curve;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * The picture of a run, a PNG of 1200 x 900 pixels: mean reward and pass@1 as lines and pass@k of
 * larger k as points, over policy versions; below it the entropy. It needs no display, but a Java
 * with fonts.
 */
final class CurveChart {
  private static final int WIDTH = 1200;
  private static final int HEIGHT = 900;
  private static final int ENTROPY_HEIGHT = 330;
  private static final String X_TITLE = "Policy version (rounds trained)";

  private static final List<Color> POINT_COLOURS =
      List.of(Palette.GREEN, Palette.ORANGE, Palette.SKY, Color.DARK_GRAY);
  private static final List<Marker> POINT_MARKERS =
      List.of(
          SeriesMarkers.DIAMOND,
          SeriesMarkers.SQUARE,
          SeriesMarkers.TRIANGLE_UP,
          SeriesMarkers.TRIANGLE_DOWN);
  private static final Color FRAME = new Color(0xB0B0B0);

  static {
    Pictures.needNoDisplay();
  }

  private final List<CurvePoint> points;

  private CurveChart(List<CurvePoint> points) {
    this.points = points;
  }

  /**
   * Draws and writes the picture.
   *
   * @param title printed on top
   * @param points in any order; a curve without points is left out
   */
  static void write(Path png, String title, List<CurvePoint> points) {
    Pictures.write(png, new CurveChart(points).draw(title));
  }

  private BufferedImage draw(String title) {
    boolean entropy = points.stream().anyMatch(point -> point.curve() == Curve.ENTROPY);
    int height = entropy ? HEIGHT - ENTROPY_HEIGHT : HEIGHT;
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    try {
      graphics.drawImage(BitmapEncoder.getBufferedImage(success(title, height)), 0, 0, null);
      if (entropy) {
        graphics.drawImage(BitmapEncoder.getBufferedImage(entropy()), 0, height, null);
      }
    } finally {
      graphics.dispose();
    }
    return image;
  }

  private XYChart success(String title, int height) {
    XYChart chart = chart(height, title, "Reward, pass@k");
    chart.getStyler().setLegendPosition(Styler.LegendPosition.OutsideS);
    chart.getStyler().setLegendLayout(Styler.LegendLayout.Horizontal);
    add(
        chart,
        "mean reward",
        point -> point.curve() == Curve.REWARD,
        Palette.BLUE,
        SeriesMarkers.NONE);
    add(chart, "pass@1", point -> isPass(point, 1), Palette.VERMILION, SeriesMarkers.CIRCLE);
    List<Integer> larger =
        points.stream()
            .filter(point -> point.curve() == Curve.PASS && point.k() > 1)
            .map(CurvePoint::k)
            .distinct()
            .sorted()
            .toList();
    for (int i = 0; i < larger.size(); i++) {
      int k = larger.get(i);
      Color colour = POINT_COLOURS.get(i % POINT_COLOURS.size());
      Marker marker = POINT_MARKERS.get(i % POINT_MARKERS.size());
      add(chart, "pass@" + k, point -> isPass(point, k), colour, marker);
      chart
          .getSeriesMap()
          .get("pass@" + k)
          .setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
    }
    return chart;
  }

  private XYChart entropy() {
    XYChart chart = chart(ENTROPY_HEIGHT, "Entropy of the policy", "Nats per token");
    chart.getStyler().setLegendVisible(false);
    chart.getStyler().setChartTitleFont(font(Font.BOLD, 18));
    add(
        chart,
        "entropy",
        point -> point.curve() == Curve.ENTROPY,
        Palette.PURPLE,
        SeriesMarkers.NONE);
    return chart;
  }

  private static boolean isPass(CurvePoint point, int k) {
    return point.curve() == Curve.PASS && point.k() == k;
  }

  private void add(
      XYChart chart, String name, Predicate<CurvePoint> kept, Color colour, Marker marker) {
    List<CurvePoint> curve =
        points.stream()
            .filter(kept)
            .sorted(Comparator.comparingInt(CurvePoint::policyVersion))
            .toList();
    if (curve.isEmpty()) {
      return;
    }
    XYSeries series =
        chart.addSeries(
            name,
            curve.stream().mapToDouble(CurvePoint::policyVersion).toArray(),
            curve.stream().mapToDouble(CurvePoint::value).toArray());
    series.setLineColor(colour);
    series.setLineWidth(3);
    series.setMarkerColor(colour);
    series.setMarker(curve.size() == 1 ? SeriesMarkers.CIRCLE : marker);
  }

  private XYChart chart(int height, String title, String yTitle) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(height)
            .title(title)
            .xAxisTitle(X_TITLE)
            .yAxisTitle(yTitle)
            .build();
    XYStyler styler = chart.getStyler();
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setChartTitleFont(font(Font.BOLD, 24));
    styler.setAxisTitleFont(font(Font.PLAIN, 18));
    styler.setAxisTickLabelsFont(font(Font.PLAIN, 16));
    styler.setLegendFont(font(Font.PLAIN, 18));
    styler.setLegendBorderColor(Color.WHITE);
    styler.setLegendPadding(16);
    styler.setLegendSeriesLineLength(36);
    styler.setChartTitlePadding(14);
    styler.setAxisTitlePadding(12);
    styler.setAxisTickPadding(6);
    styler.setPlotContentSize(0.94);
    styler.setChartPadding(20);
    styler.setPlotGridLinesColor(Palette.GRID);
    styler.setPlotBorderColor(FRAME);
    styler.setMarkerSize(13);
    styler.setYAxisDecimalPattern("0.00");
    styler.setxAxisTickLabelsFormattingFunction(CurveChart::wholeNumber);
    int last = points.stream().mapToInt(CurvePoint::policyVersion).max().orElse(0);
    styler.setXAxisMin(0.0);
    styler.setXAxisMax((double) Math.max(1, last));
    if (points.stream().allMatch(point -> point.value() >= 0)) {
      styler.setYAxisMin(0.0);
    }
    return chart;
  }

  private static String wholeNumber(Double tick) {
    return tick == Math.rint(tick) ? String.valueOf(Math.round(tick)) : "";
  }

  private static Font font(int style, int size) {
    return new Font(Font.SANS_SERIF, style, size);
  }
}
