package io.souprl.jobs.run;

import io.souprl.checkpoint.CheckpointDirectory;
import io.souprl.checkpoint.ModelConfig;
import io.souprl.error.InputErrors;
import io.souprl.jobs.table.PolicyVersion;
import io.souprl.tokenizer.Tokenizer;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FileUtil;
import org.apache.spark.deploy.SparkHadoopUtil;

/** Checkpoints as local directories: those of remote file systems are copied once a machine. */
public final class CheckpointFiles {
  private static final String WEIGHTS = ".safetensors";

  private CheckpointFiles() {}

  /** A local directory with the files of a registered policy. */
  public static Path local(PolicyVersion version) {
    return local(PolicySource.of(version));
  }

  /** A local directory with the policy's files. */
  public static Path local(PolicySource policy) {
    org.apache.hadoop.fs.Path source = new org.apache.hadoop.fs.Path(policy.uri());
    try {
      FileSystem files = source.getFileSystem(hadoop());
      if (local(files)) {
        return Path.of(source.toUri().getPath());
      }
      Path target = copy(policy.contentHash());
      if (!Files.isDirectory(target)) {
        Path draft = fetch(files, source);
        moveIfAbsent(draft, target);
        discard(draft);
      }
      return target;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot fetch checkpoint " + policy.uri(), e);
    }
  }

  /**
   * The policy that is at a place now, under its full name and the hash of its weights.
   *
   * @param uri a Hugging Face directory: a local path or a Hadoop URI
   * @throws io.souprl.error.InputException when there is none
   */
  public static PolicySource find(String uri) {
    try {
      org.apache.hadoop.fs.Path source = new org.apache.hadoop.fs.Path(uri);
      FileSystem files = source.getFileSystem(hadoop());
      org.apache.hadoop.fs.Path full = files.makeQualified(source);
      if (local(files)) {
        return new PolicySource(full.toString(), contentHash(Path.of(full.toUri().getPath())));
      }
      Path draft = fetch(files, full);
      try {
        String hash = contentHash(draft);
        moveIfAbsent(draft, copy(hash));
        return new PolicySource(full.toString(), hash);
      } finally {
        discard(draft);
      }
    } catch (IOException | IllegalArgumentException | UnsupportedOperationException e) {
      throw InputErrors.of(
          uri,
          "it cannot be read (" + e.getMessage() + ")",
          "Name the directory of a Hugging Face checkpoint, as a local path or a Hadoop URI.",
          e);
    }
  }

  /**
   * What is made of a local directory with a policy's tokenizer. Of a remote one, its two files
   * alone are copied, for as long as that takes.
   *
   * @param uri a Hugging Face directory: a local path or a Hadoop URI
   */
  public static <T> T withTokenizer(String uri, Function<Path, T> use) {
    org.apache.hadoop.fs.Path source = new org.apache.hadoop.fs.Path(uri);
    try {
      FileSystem files = source.getFileSystem(hadoop());
      if (local(files)) {
        return use.apply(Path.of(source.toUri().getPath()));
      }
      Path copy = Files.createTempDirectory("souprl-tokenizer");
      try {
        for (String name : Tokenizer.FILE_NAMES) {
          org.apache.hadoop.fs.Path file = new org.apache.hadoop.fs.Path(source, name);
          if (files.exists(file)) {
            files.copyToLocalFile(
                false, file, new org.apache.hadoop.fs.Path(copy.resolve(name).toUri()), true);
          }
        }
        return use.apply(copy);
      } finally {
        FileUtil.fullyDelete(copy.toFile());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot fetch the tokenizer of " + uri, e);
    }
  }

  /** Whether a registered policy's directory still has a config.json and weights. */
  public static boolean present(PolicyVersion version) {
    org.apache.hadoop.fs.Path directory = new org.apache.hadoop.fs.Path(version.uri());
    try {
      Set<String> names = new HashSet<>();
      for (FileStatus file : directory.getFileSystem(hadoop()).listStatus(directory)) {
        names.add(file.getPath().getName());
      }
      names.remove(CheckpointDirectory.OPTIMIZER_FILE_NAME);
      return names.contains(ModelConfig.FILE_NAME)
          && names.stream().anyMatch(name -> name.endsWith(WEIGHTS));
    } catch (FileNotFoundException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot look at checkpoint " + version.uri(), e);
    }
  }

  /** The hash that names the weights in a directory. */
  static String contentHash(Path directory) {
    try (CheckpointDirectory checkpoint = CheckpointDirectory.open(directory)) {
      return checkpoint.contentHash();
    }
  }

  private static Configuration hadoop() {
    return SparkHadoopUtil.get().conf();
  }

  private static boolean local(FileSystem files) {
    return files.getScheme().equals("file");
  }

  private static Path copy(String contentHash) {
    return Path.of(System.getProperty("java.io.tmpdir"), "souprl-" + contentHash);
  }

  private static Path fetch(FileSystem files, org.apache.hadoop.fs.Path source) throws IOException {
    Path draft = Files.createTempDirectory("souprl-draft").resolve("copy");
    files.copyToLocalFile(false, source, new org.apache.hadoop.fs.Path(draft.toUri()), true);
    return draft;
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

  /** Removes the folder that was made for a draft, with what is left in it. */
  private static void discard(Path draft) {
    FileUtil.fullyDelete(draft.getParent().toFile());
  }
}
