package io.souprl.jobs.chart;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * A chart of lines that stays readable on a phone: 420 x 280 points, drawn with two pixels a point.
 * Values that are not finite are left out, and so are lines without any.
 */
public final class LineChart {
  /** Width in points; the picture has twice as many pixels. */
  public static final int WIDTH = 420;

  /** Height in points. */
  public static final int HEIGHT = 280;

  private static final int SCALE = 2;

  /** Up to here every measurement gets a mark. */
  private static final int MARKED = 12;

  /** Whole numbers over which an axis names each. */
  private static final int FEW = 20;

  private static final int MANY = 100;
  private static final int SIZE = 12;
  private static final int SMALL = 9;

  static {
    Pictures.needNoDisplay();
  }

  private final XYChart chart;
  private boolean exponents;

  /**
   * @param xTitle what the horizontal axis counts
   */
  public LineChart(String xTitle) {
    chart = new XYChartBuilder().width(WIDTH).height(HEIGHT).xAxisTitle(xTitle).build();
    XYStyler styler = chart.getStyler();
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setChartTitleVisible(false);
    styler.setChartPadding(6);
    styler.setPlotBorderVisible(false);
    styler.setPlotGridLinesColor(Palette.GRID);
    styler.setPlotContentSize(0.95);
    styler.setAxisTitleFont(font(SIZE));
    styler.setAxisTickLabelsFont(font(SIZE));
    styler.setMarkerSize(6);
    styler.setLegendVisible(false);
    styler.setYAxisTickMarkSpacingHint(45);
    styler.setXAxisDecimalPattern("0");
    styler.setyAxisTickLabelsFormattingFunction(LineChart::number);
  }

  /** Labels of the horizontal axis are powers of two, and x is the exponent. */
  public LineChart exponents() {
    exponents = true;
    chart.getStyler().setxAxisTickLabelsFormattingFunction(LineChart::powerOfTwo);
    return this;
  }

  /** The vertical axis begins at 0. */
  public LineChart fromZero() {
    chart.getStyler().setYAxisMin(0.0);
    return this;
  }

  /** Adds a line in the next colour. */
  public LineChart line(String name, SortedMap<? extends Number, Double> points) {
    SortedMap<Double, Double> finite = new TreeMap<>();
    for (Map.Entry<? extends Number, Double> point : points.entrySet()) {
      if (Double.isFinite(point.getValue())) {
        finite.put(point.getKey().doubleValue(), point.getValue());
      }
    }
    if (finite.isEmpty()) {
      return this;
    }
    Color colour = Palette.LINES.get(chart.getSeriesMap().size() % Palette.LINES.size());
    XYSeries series =
        chart.addSeries(
            name,
            finite.keySet().stream().mapToDouble(Double::doubleValue).toArray(),
            finite.values().stream().mapToDouble(Double::doubleValue).toArray());
    series.setLineColor(colour);
    series.setLineWidth(1.8f);
    series.setMarkerColor(colour);
    series.setMarker(finite.size() <= MARKED ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE);
    return this;
  }

  /** Whether it has no line. */
  public boolean isEmpty() {
    return chart.getSeriesMap().isEmpty();
  }

  /** Colours of the lines by their names, in the order in which they were added. */
  public Map<String, Color> legend() {
    Map<String, Color> legend = new LinkedHashMap<>();
    chart.getSeriesMap().forEach((name, series) -> legend.put(name, series.getLineColor()));
    return legend;
  }

  /** The picture with its legend at the right side, for where there is no page around it. */
  public BufferedImage drawWithLegend() {
    chart.getStyler().setLegendVisible(true);
    chart.getStyler().setLegendFont(font(SIZE));
    return draw();
  }

  /** The picture, without a legend. */
  public BufferedImage draw() {
    if (!exponents && width() < FEW) { // between whole numbers there are ticks that must stay empty
      chart.getStyler().setxAxisTickLabelsFormattingFunction(LineChart::wholeNumber);
    } else if (width() > MANY) { // there are fifteen labels whatever their length
      chart.getStyler().setAxisTickLabelsFont(font(SMALL));
    }
    BufferedImage image =
        new BufferedImage(SCALE * WIDTH, SCALE * HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    try {
      graphics.setRenderingHint(
          RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
      graphics.scale(SCALE, SCALE);
      chart.paint(graphics, WIDTH, HEIGHT);
    } finally {
      graphics.dispose();
    }
    return image;
  }

  private double width() {
    return chart.getSeriesMap().values().stream().mapToDouble(XYSeries::getXMax).max().orElse(0)
        - chart.getSeriesMap().values().stream().mapToDouble(XYSeries::getXMin).min().orElse(0);
  }

  private static Font font(int size) {
    return new Font(Font.SANS_SERIF, Font.PLAIN, size);
  }

  private static String wholeNumber(Double tick) {
    return tick == Math.rint(tick) ? String.valueOf(Math.round(tick)) : "";
  }

  private static String powerOfTwo(Double exponent) {
    return exponent == Math.rint(exponent) ? String.valueOf(1L << exponent.intValue()) : "";
  }

  /** Four significant digits at most, and thousands as k. */
  private static String number(Double tick) {
    double size = Math.abs(tick);
    if (size >= 10_000) {
      return Math.round(tick / 1000) + "k";
    }
    String text = String.format(Locale.ROOT, size < 0.1 && size > 0 ? "%.4f" : "%.3f", tick);
    return text.replaceAll("0+$", "").replaceAll("\\.$", "");
  }
}
