package io.souprl.jobs.chart;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Pictures as PNG. They are drawn without a display, by a Java with fonts. */
public final class Pictures {
  private static final String FORMAT = "png";

  private Pictures() {}

  /** Makes sure that no drawing asks for a display; to be called before the first chart is made. */
  public static void needNoDisplay() {
    System.setProperty("java.awt.headless", "true");
  }

  /** Writes a PNG file. */
  public static void write(Path png, BufferedImage image) {
    try {
      ImageIO.write(image, FORMAT, png.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + png, e);
    }
  }

  /** The bytes of a PNG file. */
  public static byte[] bytes(BufferedImage image) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      ImageIO.write(image, FORMAT, bytes);
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot make a PNG", e);
    }
  }
}
