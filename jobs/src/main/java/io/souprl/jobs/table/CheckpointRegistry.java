package io.souprl.jobs.table;

import static io.souprl.jobs.table.RowReader.integer;
import static io.souprl.jobs.table.RowReader.string;

import io.souprl.checkpoint.CheckpointDirectory;
import io.souprl.error.InputErrors;
import io.souprl.jobs.fault.FailPoints;
import io.souprl.table.TableName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;

/** The registry of policy versions. Its row is a checkpoint's commit. */
public final class CheckpointRegistry {
  private final Tables tables;
  private final RunDirectory directory;
  private final String runId;
  private final TreeMap<Integer, PolicyVersion> versions = new TreeMap<>();
  private final Map<Integer, String> tokenizerHashes = new HashMap<>();

  /** Reads the registry once; this process is the only one that adds to it. */
  public CheckpointRegistry(Tables tables, RunDirectory directory, String runId) {
    this.tables = tables;
    this.directory = directory;
    this.runId = runId;
    for (Row row : tables.read(TableName.CHECKPOINTS).collectAsList()) {
      PolicyVersion version =
          new PolicyVersion(
              integer(row, "policy_version"), string(row, "uri"), string(row, "content_hash"));
      versions.put(version.version(), version);
      tokenizerHashes.put(version.version(), string(row, "tokenizer_hash"));
    }
  }

  public Optional<PolicyVersion> find(int version) {
    return Optional.ofNullable(versions.get(version));
  }

  /** The version, which must be there. */
  public PolicyVersion version(int version) {
    return find(version)
        .orElseThrow(
            () ->
                InputErrors.of(
                    directory.table(TableName.CHECKPOINTS).toString(),
                    "there is no policy version " + version,
                    version == 0
                        ? "Set model.checkpoint, run souprl import --checkpoint DIR or souprl warmup."
                        : "Run the rounds before this one first."));
  }

  /** The registered versions from {@code first} to {@code last}, ascending. */
  public List<PolicyVersion> between(int first, int last) {
    return first > last
        ? List.of()
        : List.copyOf(versions.subMap(first, true, last, true).values());
  }

  /** SHA-256 of a registered version's tokenizer.json, null when its row has none. */
  public String tokenizerHash(int version) {
    return tokenizerHashes.get(version);
  }

  public int newest() {
    return versions.isEmpty() ? -1 : versions.lastKey();
  }

  /**
   * Moves a checkpoint that was written to a local directory into the run and registers it.
   *
   * @param parent version that it was trained from, null for the base
   */
  public PolicyVersion add(int version, java.nio.file.Path written, Integer parent, int round) {
    String hash;
    String tokenizerHash;
    String config;
    try (CheckpointDirectory checkpoint = CheckpointDirectory.open(written)) {
      hash = checkpoint.contentHash();
      tokenizerHash = checkpoint.tokenizerHash();
      config = Files.readString(written.resolve("config.json"));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + written, e);
    }
    Path target =
        new Path(directory.policies(), "%06d-%s".formatted(version, hash.substring(0, 12)));
    place(written, target);
    FailPoints.reach("checkpoint.placed");
    return register(version, target.toString(), hash, tokenizerHash, parent, round, config);
  }

  /** Registers a version whose weights are those of another one, because no step was taken. */
  public PolicyVersion addUnchanged(int version, int parent, int round) {
    Row row =
        tables
            .read(TableName.CHECKPOINTS)
            .where("policy_version = " + parent)
            .collectAsList()
            .get(0);
    return register(
        version,
        string(row, "uri"),
        string(row, "content_hash"),
        string(row, "tokenizer_hash"),
        parent,
        round,
        string(row, "config"));
  }

  private PolicyVersion register(
      int version,
      String uri,
      String hash,
      String tokenizerHash,
      Integer parent,
      int round,
      String config) {
    Row row =
        tables
            .rows(TableName.CHECKPOINTS)
            .row(
                "run_id", runId,
                "policy_version", version,
                "uri", uri,
                "content_hash", hash,
                "tokenizer_hash", tokenizerHash,
                "parent_version", parent,
                "round", round,
                "config", config,
                "created_at", Instant.now());
    tables.append(TableName.CHECKPOINTS, List.of(row), runId + "/checkpoint/" + version);
    PolicyVersion registered = new PolicyVersion(version, uri, hash);
    versions.put(version, registered);
    tokenizerHashes.put(version, tokenizerHash);
    return registered;
  }

  /** What is there under the same name is a killed process's copy of the same bits. */
  private void place(java.nio.file.Path written, Path target) {
    try {
      directory.files().delete(target, true);
      directory.files().mkdirs(target.getParent());
      if (directory.local()) {
        Files.move(written, RunDirectory.localPath(target));
      } else {
        directory.files().copyFromLocalFile(true, true, new Path(written.toUri()), target);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot place checkpoint " + target, e);
    }
  }
}
