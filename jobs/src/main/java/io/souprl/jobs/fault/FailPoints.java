package io.souprl.jobs.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Named points at which a test can break a process, driver or executor:
 *
 * <ul>
 *   <li>{@code -Dsouprl.test.halt-at=rollout.mid,training.mid}: it halts there as in a power cut;
 *   <li>{@code -Dsouprl.test.hang-at=rollout.mid}: the thread that comes there goes no further;
 *   <li>{@code -Dsouprl.test.once=FOLDER}: each point does so once for all processes, which leave a
 *       file of its name in the folder; a file {@code NAME.released} there lets a hung thread go
 *       on.
 * </ul>
 *
 * <p>Nothing happens unless a property names the point.
 */
public final class FailPoints {
  private static final String HALT = "souprl.test.halt-at";
  private static final String HANG = "souprl.test.hang-at";
  private static final String ONCE = "souprl.test.once";
  private static final int KILLED = 137;
  private static final long HOUR = 3_600_000;
  private static final long GLANCE = 100;

  private FailPoints() {}

  /** Halts or hangs here when a property says so. */
  public static void reach(String point) {
    if (named(HALT, point) && first(point)) {
      Runtime.getRuntime().halt(KILLED);
    }
    if (named(HANG, point) && first(point)) {
      hang(point);
    }
  }

  private static boolean named(String property, String point) {
    return List.of(System.getProperty(property, "").split(",")).contains(point);
  }

  private static boolean first(String point) {
    String folder = System.getProperty(ONCE);
    if (folder == null) {
      return true;
    }
    try {
      Files.createFile(Path.of(folder, point));
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot mark the fail point " + point, e);
    }
  }

  private static void hang(String point) {
    String folder = System.getProperty(ONCE);
    try {
      for (long waited = 0; waited < HOUR; waited += GLANCE) {
        if (folder != null && Files.exists(Path.of(folder, point + ".released"))) {
          return;
        }
        Thread.sleep(GLANCE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
