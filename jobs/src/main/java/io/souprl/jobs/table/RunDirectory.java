package io.souprl.jobs.table;

import io.souprl.error.InputErrors;
import io.souprl.table.TableName;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The layout of run.dir on any Hadoop file system. */
public final class RunDirectory {
  private static final Logger LOG = LoggerFactory.getLogger(RunDirectory.class);
  private static final String TEMPORARY = "_tmp";

  private final Path root;
  private final FileSystem files;

  /** Qualifies the path; nothing is created yet. */
  public RunDirectory(String dir, Configuration hadoop) {
    if (dir.isBlank()) {
      throw InputErrors.of(
          "run.dir", "it is not set", "Give it in the config file or with --set run.dir=PATH.");
    }
    try {
      Path path = new Path(dir);
      this.files = path.getFileSystem(hadoop);
      this.root = files.makeQualified(path);
    } catch (IOException | IllegalArgumentException e) {
      throw InputErrors.of(
          "run.dir",
          "cannot use " + dir + " (" + e.getMessage() + ")",
          "Name a directory that the driver and the executors can write.",
          e);
    } catch (RuntimeException e) {
      if (!(e.getCause() instanceof ClassNotFoundException)) {
        throw e;
      }
      throw InputErrors.of(
          "run.dir",
          "there is no file system for " + dir + " (" + e.getMessage() + ")",
          "Add its jar: SOUPRL_SUBMIT_OPTS=\"--packages org.apache.hadoop:hadoop-aws:3.3.4\" for"
              + " s3a.",
          e);
    }
  }

  public Path root() {
    return root;
  }

  public Path table(TableName table) {
    return new Path(root, table.text());
  }

  /**
   * Where policies are, one directory a version. Not below the checkpoints table: VACUUM deletes
   * what a table's log does not name.
   */
  public Path policies() {
    return new Path(root, "policies");
  }

  /** Who works on the run. */
  public Path lock() {
    return new Path(root, "lock");
  }

  /** Leftovers here are deleted when a run is opened. */
  public Path temporary() {
    return new Path(root, TEMPORARY);
  }

  /** Whether the run is on this machine's own disks. */
  public boolean local() {
    return files.getScheme().equals("file");
  }

  /** A path below run.dir as a local one; only when {@link #local()}. */
  public static java.nio.file.Path localPath(Path path) {
    return java.nio.file.Path.of(path.toUri().getPath());
  }

  public FileSystem files() {
    return files;
  }

  public boolean exists(Path path) {
    try {
      return files.exists(path);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot look at " + path, e);
    }
  }

  /** Bytes of a file, or of all files below a directory; 0 where there is none. */
  public long bytes(Path path) {
    try {
      return files.getContentSummary(path).getLength();
    } catch (FileNotFoundException e) {
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot look at " + path, e);
    }
  }

  /** Creates run.dir. */
  public void makeRoot() {
    try {
      files.mkdirs(root);
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /** Clears what a killed process left. */
  public void clearTemporary() {
    try {
      if (files.exists(temporary()) && files.listStatus(temporary()).length > 0) {
        LOG.info("{}: cleared what a process left that did not end well", temporary());
      }
      files.delete(temporary(), true);
      files.mkdirs(temporary());
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /** Deletes a file, or a directory with all that is in it; does nothing where there is none. */
  public void delete(Path path) {
    try {
      files.delete(path, true);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot delete " + path, e);
    }
  }

  private RuntimeException unwritable(IOException cause) {
    return InputErrors.of(
        "run.dir",
        "cannot write to " + root + " (" + cause.getMessage() + ")",
        "Name a directory that the driver can write.",
        cause);
  }

  public Optional<String> read(String name) {
    Path path = new Path(root, name);
    if (!exists(path)) {
      return Optional.empty();
    }
    try (InputStream stream = files.open(path)) {
      return Optional.of(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + path, e);
    }
  }

  /** Writes a small file so that it is there in full or not at all. */
  public void write(String name, String text) {
    Path path = new Path(root, name);
    Path draft = new Path(temporary(), path.getName());
    try {
      files.mkdirs(path.getParent());
      try (OutputStream stream = files.create(draft, true)) {
        stream.write(text.getBytes(StandardCharsets.UTF_8));
      }
      if (!files.rename(draft, path)) {
        throw new IOException("rename of " + draft + " failed");
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + path, e);
    }
  }
}
