package io.souprl.jobs.report;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.Map;

/**
 * A picture of the report.
 *
 * @param title what it shows
 * @param meaning how to read it, in a sentence or two
 * @param legend colours of its lines by their names
 */
record ReportFigure(String title, String meaning, Map<String, Color> legend, BufferedImage image) {}
