package io.souprl.jobs.imports;

import io.souprl.checkpoint.CheckpointDirectory;
import io.souprl.error.InputErrors;
import io.souprl.jobs.run.Run;
import io.souprl.jobs.table.PolicyVersion;
import io.souprl.jobs.table.RunDirectory;
import io.souprl.model.PolicyCheckpoint;
import io.souprl.table.TableName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Makes a Hugging Face directory the base policy, version 0, of a run. */
public final class CheckpointImport {
  private static final int BASE = 0;
  private static final int BEFORE_THE_FIRST_ROUND = -1;

  /** What loaders read; weights in other formats and the optimiser's state stay behind. */
  private static final List<String> COPIED = List.of(".safetensors", ".json", ".jinja", ".txt");

  private CheckpointImport() {}

  /**
   * Checks a checkpoint, copies it into the run and registers it.
   *
   * @param source a local directory or one of a Hadoop file system
   * @return the version, or nothing when it was the run's base before
   * @throws io.souprl.error.InputException when it is no sound checkpoint, or the run has another
   *     base
   */
  public static Optional<PolicyVersion> run(Run run, String source) {
    Path directory = local(run, source);
    PolicyCheckpoint.read(directory);
    String hash = hash(directory);
    Optional<PolicyVersion> base = run.checkpoints().find(BASE);
    if (base.isPresent()) {
      if (base.get().contentHash().equals(hash)) {
        return Optional.empty();
      }
      throw InputErrors.of(
          run.directory().table(TableName.CHECKPOINTS).toString(),
          "the run has another base policy, " + base.get().uri(),
          "Import " + source + " into a run of its own.");
    }
    return Optional.of(
        run.checkpoints().add(BASE, copy(run, directory), null, BEFORE_THE_FIRST_ROUND));
  }

  private static String hash(Path directory) {
    try (CheckpointDirectory checkpoint = CheckpointDirectory.open(directory)) {
      return checkpoint.contentHash();
    }
  }

  private static Path local(Run run, String source) {
    if (Files.isDirectory(Path.of(source))) {
      return Path.of(source);
    }
    try {
      org.apache.hadoop.fs.Path remote = new org.apache.hadoop.fs.Path(source);
      org.apache.hadoop.fs.FileSystem files =
          remote.getFileSystem(run.spark().sparkContext().hadoopConfiguration());
      if (files.getScheme().equals("file")) {
        return Path.of(remote.toUri().getPath());
      }
      Path copy = Files.createTempDirectory("souprl-import").resolve("checkpoint");
      files.copyToLocalFile(false, remote, new org.apache.hadoop.fs.Path(copy.toUri()), true);
      return copy;
    } catch (IOException | IllegalArgumentException e) {
      throw InputErrors.of(
          source,
          "it cannot be read (" + e.getMessage() + ")",
          "Name the directory of a Hugging Face checkpoint.",
          e);
    }
  }

  private static Path copy(Run run, Path directory) {
    try {
      Path target = workspace(run.directory()).resolve("imported-checkpoint");
      Files.createDirectories(target);
      try (Stream<Path> files = Files.list(directory)) {
        for (Path file : files.filter(CheckpointImport::copied).toList()) {
          Files.copy(file, target.resolve(file.getFileName()));
        }
      }
      return target;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot copy checkpoint " + directory, e);
    }
  }

  private static Path workspace(RunDirectory directory) throws IOException {
    return directory.local()
        ? RunDirectory.localPath(directory.temporary())
        : Files.createTempDirectory("souprl-import");
  }

  private static boolean copied(Path file) {
    String name = file.getFileName().toString();
    return Files.isRegularFile(file)
        && !name.equals(CheckpointDirectory.OPTIMIZER_FILE_NAME)
        && COPIED.stream().anyMatch(name::endsWith);
  }
}
