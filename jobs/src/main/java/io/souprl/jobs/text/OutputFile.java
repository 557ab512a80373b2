package io.souprl.jobs.text;

import io.souprl.error.InputErrors;
import io.souprl.error.InputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A file that a command writes: it is there in full or not at all. */
public final class OutputFile {
  private OutputFile() {}

  /**
   * Refuses a name that is taken or cannot be written.
   *
   * @throws InputException which names the file
   */
  public static void check(Path file, Existing existing) {
    Path directory = file.toAbsolutePath().getParent();
    if (!Files.isDirectory(directory) || !Files.isWritable(directory)) {
      throw InputErrors.of(
          file.toString(),
          "its directory is not there or cannot be written",
          "Make the directory, or name another file.");
    }
    if (Files.isDirectory(file)) {
      throw InputErrors.of(file.toString(), "it is a directory", "Name a file.");
    }
    if (Files.exists(file) && existing == Existing.REFUSE) {
      throw InputErrors.of(
          file.toString(), "it exists", "Name another file, or replace it with --overwrite.");
    }
  }

  /** Writes a whole file. */
  public static void write(Path file, String text) {
    try {
      Files.writeString(draft(file), text);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + draft(file), e);
    }
    commit(file);
  }

  /** Where the content is until it is complete. */
  static Path draft(Path file) {
    return file.resolveSibling("." + file.getFileName() + ".part");
  }

  /** Gives the draft the file's name. */
  static void commit(Path file) {
    try {
      Files.move(draft(file), file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + file, e);
    }
  }
}
