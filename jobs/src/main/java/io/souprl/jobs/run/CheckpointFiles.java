package io.souprl.jobs.run;

import io.souprl.jobs.table.PolicyVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.deploy.SparkHadoopUtil;

/** Checkpoints as local directories: those of remote file systems are copied once a machine. */
public final class CheckpointFiles {
  private CheckpointFiles() {}

  /** A local directory with the checkpoint's files. */
  public static Path local(PolicyVersion version) {
    org.apache.hadoop.fs.Path source = new org.apache.hadoop.fs.Path(version.uri());
    Configuration hadoop = SparkHadoopUtil.get().conf();
    try {
      FileSystem files = source.getFileSystem(hadoop);
      if (files.getScheme().equals("file")) {
        return Path.of(source.toUri().getPath());
      }
      Path target =
          Path.of(System.getProperty("java.io.tmpdir"), "souprl-" + version.contentHash());
      if (!Files.isDirectory(target)) {
        Path draft = Files.createTempDirectory("souprl-draft");
        files.copyToLocalFile(
            false, source, new org.apache.hadoop.fs.Path(draft.resolve("copy").toUri()), true);
        moveIfAbsent(draft.resolve("copy"), target);
      }
      return target;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot fetch checkpoint " + version.uri(), e);
    }
  }

  /** Another process of this machine may have been quicker; the files are the same. */
  private static void moveIfAbsent(Path from, Path to) throws IOException {
    try {
      Files.move(from, to);
    } catch (IOException e) {
      if (!Files.isDirectory(to)) {
        throw e;
      }
    }
  }
}
