package io.souprl.jobs.maintenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.souprl.error.InputException;
import io.souprl.jobs.HandMadeRollout;
import io.souprl.jobs.HandMadeRun;
import io.souprl.jobs.TinyRun;
import io.souprl.jobs.run.Run;
import io.souprl.table.StageName;
import io.souprl.table.TableName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run of three rounds whose policy 1 was the best. */
class TestMaintenance {
  private static final int ROUNDS = 3;
  private static final String LEFTOVER = "000009-0123456789ab";

  @TempDir private static Path home;
  private static Path original;

  @BeforeAll
  static void makeARun() throws IOException {
    original = home.resolve("original");
    try (HandMadeRun made = TinyRun.in(original)) {
      Run run = made.run();
      for (int round = 0; round < ROUNDS; round++) {
        for (int sample = 0; sample < 2; sample++) { // each a file of its own
          made.rollout(HandMadeRollout.finished("p" + round, sample, "5"));
          Row row =
              run.tables()
                  .rows(TableName.EVALS)
                  .row(
                      "run_id",
                      run.id(),
                      "round",
                      round,
                      "policy_version",
                      round + 1,
                      "metric",
                      sample == 0 ? "pass" : "avg",
                      "k",
                      1,
                      "value",
                      sample == 0 ? 1.0 / (round + 1) : round);
          run.tables().append(TableName.EVALS, List.of(row), "eval-" + round + sample);
        }
        made.write(round).done(StageName.TRAINING, round);
        TinyRun.policy(run, round + 1);
      }
    }
    Path policies = original.resolve("policies");
    Files.createDirectories(policies.resolve(LEFTOVER));
    Files.writeString(policies.resolve(LEFTOVER).resolve("config.json"), "{}");
    Files.createDirectories(policies.resolve("notes"));
    Files.writeString(policies.resolve("notes").resolve("mine.txt"), "kept");
  }

  private static HandMadeRun copy(String name, String... overrides) {
    return TinyRun.copyOf(original, home.resolve(name), overrides);
  }

  private static MaintenanceOptions options(boolean dryRun) {
    return new MaintenanceOptions(1, Set.of(), 0, 168, dryRun);
  }

  @Test
  void keepsWhatLaterRoundsNeed() {
    try (HandMadeRun made = copy("kept")) {
      List<String> lines = Maintenance.run(made.run(), options(false));
      assertThat(policies("kept"))
          .containsExactly("000000", "000001", "000003 with state", "notes");
      assertThat(lines.get(0))
          .isEqualTo("policies: kept are versions 0 (base), 1 (best pass@1), 3 (newest)");
      assertThat(lines)
          .anySatisfy(
              line ->
                  assertThat(line)
                      .startsWith("policies: 1 directories of other versions deleted, 0."))
          .anySatisfy(line -> assertThat(line).contains("never registered deleted"));
      assertThat(made.run().tables().read(TableName.CHECKPOINTS).count()).isEqualTo(4);

      assertThat(Maintenance.run(made.run(), options(false))).hasSize(2);
    }
  }

  @Test
  void changesNothingInADryRun() {
    try (HandMadeRun made = copy("dry")) {
      List<String> before = files("dry");
      List<String> lines =
          Maintenance.run(made.run(), new MaintenanceOptions(1, Set.of(), 2, 0, true));
      assertThat(files("dry")).isEqualTo(before);
      assertThat(lines)
          .contains("rollouts: 4 rows of rounds before 2 would be deleted")
          .anySatisfy(line -> assertThat(line).contains("1 directories of other versions would be"))
          .anySatisfy(
              line ->
                  assertThat(line).contains("tables: 15 small files would be compacted, 0 files"));
    }
  }

  @Test
  void keepsWhatTheConfigurationReadsAndWhatIsPinned() {
    try (HandMadeRun made =
        copy(
            "read",
            "prefix.source=generated",
            "history.window=2",
            "loss.kl.coefficient=0.1",
            "loss.kl.reference=2")) {
      KeptPolicies kept =
          new KeptPolicies(made.run(), new MaintenanceOptions(1, Set.of(1), 0, 168, false));
      assertThat(kept)
          .hasToString(
              "0 (base), 1 (best pass@1, pinned, window), 2 (KL reference, window), 3 (newest)");
      assertThat(kept.withOptimizerState())
          .extracting(name -> name.substring(0, 6))
          .containsExactlyInAnyOrder("000001", "000003");
    }
  }

  @Test
  void compactsAndVacuumsWithoutChangingRows() {
    try (HandMadeRun made = copy("tables")) {
      Run run = made.run();
      List<String> rows = rows(run);
      run.directory()
          .write("configs/000002.yaml", TinyRun.config(home.resolve("tables"), "seed=99").toYaml());
      Maintenance.run(run, new MaintenanceOptions(1, Set.of(), 0, 0, false));
      assertThat(rows(run)).isEqualTo(rows);
      assertThat(run.changedKeys(2)).as("a round's frozen configuration").isNotEmpty();
      assertThat(run.tables().dataFiles(TableName.EVALS).count()).isEqualTo(1);
      assertThat(parquetFiles("tables", "evals")).isEqualTo(1);
      assertThat(parquetFiles("tables", "rollouts")).isEqualTo(ROUNDS);

      Maintenance.run(run, new MaintenanceOptions(1, Set.of(), 2, 0, false));
      assertThat(run.tables().read(TableName.ROLLOUTS).select("round").collectAsList())
          .extracting(row -> row.getInt(0))
          .containsOnly(2);
    }
    try (HandMadeRun again = TinyRun.again(home.resolve("tables"))) {
      again.rollout(HandMadeRollout.finished("p0", 0, "5")).write(0);
      assertThat(again.run().tables().read(TableName.ROLLOUTS, 0).isEmpty())
          .as("an append that was made before compaction is not made again")
          .isTrue();
    }
  }

  @Test
  void refusesWhatDoesNotFitTheRun() {
    try (HandMadeRun made = copy("refused")) {
      assertThatThrownBy(
              () -> Maintenance.run(made.run(), new MaintenanceOptions(0, Set.of(7), 4, -1, false)))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("--keep: cannot keep 0 versions.")
          .hasMessageContaining("--pin: there is no policy version 7. Versions go from 0 to 3.")
          .hasMessageContaining("--drop-rollouts-before: round 4 is not between 0 and 3.")
          .hasMessageContaining("--retain-hours: -1 is below 0.");
      made.run()
          .directory()
          .write(
              "configs/000002.yaml",
              TinyRun.config(home.resolve("refused"), "prefix.source=generated").toYaml());
      assertThatThrownBy(() -> Maintenance.run(made.run(), options(false)))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("prefix.source")
          .hasMessageContaining("round 2 was run with another value");
      assertThat(policies("refused")).contains("000002 with state");
    }
  }

  private static List<String> rows(Run run) {
    List<String> rows = new ArrayList<>();
    for (TableName table : TableName.values()) {
      run.tables().read(table).collectAsList().forEach(row -> rows.add(table + row.toString()));
    }
    return rows.stream().sorted().toList();
  }

  /** Names up to the hash, and whether an optimiser state is there. */
  private static Set<String> policies(String name) {
    Set<String> found = new TreeSet<>();
    try (Stream<Path> policies = Files.list(home.resolve(name).resolve("policies"))) {
      for (Path policy : policies.toList()) {
        found.add(
            policy.getFileName().toString().split("-", 2)[0]
                + (Files.exists(policy.resolve("optimizer.safetensors")) ? " with state" : ""));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }

  private static long parquetFiles(String name, String table) {
    return files(name + "/" + table).stream()
        .filter(file -> file.endsWith(".parquet") && !file.contains("_delta_log"))
        .count();
  }

  private static List<String> files(String name) {
    try (Stream<Path> files = Files.walk(home.resolve(name))) {
      return files.map(Path::toString).sorted().collect(Collectors.toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
