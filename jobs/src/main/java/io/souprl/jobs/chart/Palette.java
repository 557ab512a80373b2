package io.souprl.jobs.chart;

import java.awt.Color;
import java.util.List;

/** Colours of the pictures: Okabe and Ito's, which colour-blind readers can tell apart. */
public final class Palette {
  public static final Color BLUE = new Color(0x0072B2);
  public static final Color VERMILION = new Color(0xD55E00);
  public static final Color GREEN = new Color(0x009E73);
  public static final Color PURPLE = new Color(0xCC79A7);
  public static final Color ORANGE = new Color(0xE69F00);
  public static final Color SKY = new Color(0x56B4E9);

  /** In the order in which lines take them. */
  public static final List<Color> LINES = List.of(BLUE, VERMILION, GREEN, PURPLE, ORANGE, SKY);

  public static final Color GRID = new Color(0xE4E4E4);

  private Palette() {}
}
