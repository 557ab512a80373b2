package io.souprl.jobs.imports;

import io.souprl.error.InputErrors;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** The files behind the path of a source. */
final class SourceFiles {
  private static final int BUFFER_BYTES = 1 << 20;

  private final Path path;
  private final FileSystem files;
  private final List<FileStatus> parts;

  private SourceFiles(Path path, FileSystem files, List<FileStatus> parts) {
    this.path = path;
    this.files = files;
    this.parts = parts;
  }

  /** Refuses a path that cannot be a source of prompts. */
  static SourceFiles of(PromptSource source, Configuration hadoop) {
    try {
      Path path = new Path(source.path());
      FileSystem files = path.getFileSystem(hadoop);
      if (!files.exists(path)) {
        throw InputErrors.of(
            source.path(), "there is no such file", "Name a JSONL or Parquet file.");
      }
      List<FileStatus> parts = parts(files, path, source);
      if (parts.isEmpty()) {
        throw InputErrors.of(
            source.path(),
            "it is neither a JSONL nor a Parquet file",
            "Name a file that ends in .jsonl, .jsonl.gz or .parquet, or a directory of Parquet"
                + " files.");
      }
      return new SourceFiles(path, files, parts);
    } catch (IOException e) {
      throw InputErrors.of(
          source.path(), "it cannot be read (" + e.getMessage() + ")", "Name a readable file.", e);
    }
  }

  /** The file itself, or the Parquet files of a directory. */
  private static List<FileStatus> parts(FileSystem files, Path path, PromptSource source)
      throws IOException {
    boolean jsonLines = source.isJsonLines() && files.getFileStatus(path).isFile();
    List<FileStatus> parts = new ArrayList<>();
    for (FileStatus status : files.listStatus(path)) {
      if (status.isFile() && (jsonLines || status.getPath().getName().endsWith(".parquet"))) {
        parts.add(status);
      }
    }
    return parts;
  }

  Path path() {
    return files.makeQualified(path);
  }

  /** SHA-256, in hex, over the contents and these words. */
  String hash(String... words) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[BUFFER_BYTES];
      for (FileStatus part : parts) {
        try (InputStream stream =
            new DigestInputStream(files.open(part.getPath(), BUFFER_BYTES), digest)) {
          while (stream.read(buffer) >= 0) {
            // The stream adds what it reads to the digest.
          }
        }
      }
      for (String word : words) {
        digest.update((byte) 0);
        digest.update(String.valueOf(word).getBytes(StandardCharsets.UTF_8));
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + path, e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Cannot hash: this JVM has no SHA-256", e);
    }
  }
}
