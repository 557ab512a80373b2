package io.souprl.jobs.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestCurveChart {
  private static final Color REWARD = new Color(0x0072B2);
  private static final Color PASS_AT_1 = new Color(0xD55E00);
  private static final Color PASS_AT_8 = new Color(0x009E73);
  private static final Color ENTROPY = new Color(0xCC79A7);

  @TempDir private Path directory;

  @Test
  void drawsEveryCurveInItsPanel() throws IOException {
    BufferedImage image = draw("all.png", points());

    assertThat(image.getWidth()).isEqualTo(1200);
    assertThat(image.getHeight()).isEqualTo(900);
    assertThat(pixels(image, REWARD, 0, 570)).isGreaterThan(500);
    assertThat(pixels(image, PASS_AT_1, 0, 570)).isGreaterThan(500);
    assertThat(pixels(image, PASS_AT_8, 0, 570)).isGreaterThan(50);
    assertThat(pixels(image, ENTROPY, 570, 900)).isGreaterThan(500);
    assertThat(pixels(image, ENTROPY, 0, 570)).isZero();
  }

  @Test
  void leavesOutWhatHasNoPoints() throws IOException {
    BufferedImage image = draw("reward.png", List.of(CurvePoint.reward(0, 0.5)));

    assertThat(pixels(image, REWARD, 0, 900)).isGreaterThan(20);
    assertThat(pixels(image, PASS_AT_1, 0, 900)).isZero();
    assertThat(pixels(image, ENTROPY, 0, 900)).isZero();
  }

  @Test
  void drawsTheSamePictureWhateverTheOrderOfPoints() throws IOException {
    List<CurvePoint> reversed = new ArrayList<>(points());
    Collections.reverse(reversed);
    BufferedImage first = draw("first.png", points());
    BufferedImage second = draw("second.png", reversed);

    assertThat(second.getRGB(0, 0, 1200, 900, null, 0, 1200))
        .isEqualTo(first.getRGB(0, 0, 1200, 900, null, 0, 1200));
  }

  @Test
  void namesTheFileThatItCannotWrite() {
    Path png = directory.resolve("missing/curves.png");
    assertThatThrownBy(() -> CurveChart.write(png, "A run", points()))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage("Cannot write " + png);
  }

  private static List<CurvePoint> points() {
    List<CurvePoint> points = new ArrayList<>();
    for (int version = 0; version <= 12; version++) {
      double progress = 1 - Math.exp(-version / 5.0);
      double wobble = 0.02 * Math.sin(3 * version);
      points.add(CurvePoint.pass(1, version, 0.2 + 0.5 * progress + wobble));
      if (version < 12) {
        points.add(CurvePoint.reward(version, 0.18 + 0.55 * progress - wobble));
        points.add(CurvePoint.entropy(version, 0.8 - 0.5 * progress + wobble));
      }
    }
    points.add(CurvePoint.pass(8, 0, 0.55));
    points.add(CurvePoint.pass(8, 12, 0.82));
    points.add(CurvePoint.pass(64, 0, 0.9));
    points.add(CurvePoint.pass(64, 12, 0.93));
    return points;
  }

  private BufferedImage draw(String name, List<CurvePoint> points) throws IOException {
    Path png = directory.resolve(name);
    CurveChart.write(png, "Countdown, 12 rounds of SOUP", points);
    return ImageIO.read(png.toFile());
  }

  private static int pixels(BufferedImage image, Color colour, int top, int bottom) {
    int count = 0;
    for (int y = top; y < bottom; y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        if (image.getRGB(x, y) == colour.getRGB()) {
          count++;
        }
      }
    }
    return count;
  }
}
