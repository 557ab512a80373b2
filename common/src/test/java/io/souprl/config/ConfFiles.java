package io.souprl.config;

import java.nio.file.Path;

/** Finds the files of conf/ from the module's directory, where the tests run. */
final class ConfFiles {
  private ConfFiles() {}

  static Path of(String name) {
    return Path.of("..", "conf", name);
  }
}
