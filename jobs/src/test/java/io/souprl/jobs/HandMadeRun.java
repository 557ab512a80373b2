package io.souprl.jobs;

import io.souprl.config.SoupConfig;
import io.souprl.jobs.run.Run;
import io.souprl.table.StageName;
import io.souprl.table.TableName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;

/** A run whose prompts and rollouts a test writes by hand. */
public final class HandMadeRun implements AutoCloseable {
  private final Run run;
  private final List<Row> prompts = new ArrayList<>();
  private final List<HandMadeRollout> rollouts = new ArrayList<>();

  private HandMadeRun(Run run) {
    this.run = run;
  }

  /** Opens a run in an empty directory, with empty tables that are copied: Delta is slow there. */
  public static HandMadeRun in(Path directory, String... overrides) {
    return copyOf(EmptyRun.DIRECTORY, directory, overrides);
  }

  /** Opens a copy of a run that was closed. */
  public static HandMadeRun copyOf(Path original, Path directory, String... overrides) {
    copy(original, directory);
    return again(directory, overrides);
  }

  /** Opens a run that was closed. */
  public static HandMadeRun again(Path directory, String... overrides) {
    return new HandMadeRun(open(directory, overrides));
  }

  private static Run open(Path directory, String... overrides) {
    return Run.open(LocalSpark.session(), config(directory, overrides));
  }

  static SoupConfig config(Path directory, String... overrides) {
    List<String> all = new ArrayList<>(List.of(overrides));
    all.add("run.dir=" + directory);
    all.add("run.id=hand-made");
    return SoupConfig.parse("", all);
  }

  /** Copies the files below a directory. */
  public static void copy(Path from, Path to) {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = to.resolve(from.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot copy " + from, e);
    }
  }

  /** A run without rows, made at the first use. */
  private static final class EmptyRun {
    private static final Path DIRECTORY = make();

    private static Path make() {
      try {
        Path directory = Files.createTempDirectory("souprl-empty-run");
        open(directory).close();
        return directory;
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot make a run", e);
      }
    }
  }

  public Run run() {
    return run;
  }

  public HandMadeRun prompt(String promptId, String verifier, String answer) {
    prompts.add(
        run.tables()
            .rows(TableName.PROMPTS)
            .row(
                "run_id",
                run.id(),
                "prompt_id",
                promptId,
                "dataset",
                "by-hand",
                "split",
                "train",
                "prompt",
                "?",
                "answer",
                answer,
                "verifier",
                verifier));
    return this;
  }

  public HandMadeRun rollout(HandMadeRollout rollout) {
    rollouts.add(rollout);
    return this;
  }

  /** Appends what was collected, the rollouts as those of a round; the prompts once. */
  public HandMadeRun write(int round) {
    run.tables().append(TableName.PROMPTS, prompts, "prompts");
    List<Row> rows = rollouts.stream().map(rollout -> rollout.row(run, round)).toList();
    run.tables().append(TableName.ROLLOUTS, rows, "rollouts-" + round);
    rollouts.clear();
    return this;
  }

  /** Commits a stage of a round as done. */
  public HandMadeRun done(StageName stage, int round) {
    run.ledger().record(stage, round, "hash", Map.of(), Map.of(), Instant.EPOCH);
    return this;
  }

  @Override
  public void close() {
    run.close();
  }
}
