package io.souprl.jobs.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.souprl.config.SoupConfig;
import io.souprl.jobs.LocalSpark;
import io.souprl.jobs.run.Run;
import io.souprl.table.TableName;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that were begun by versions whose tables had fewer columns. */
class TestOlderRun {
  @TempDir private Path folder;

  @Test
  void scoresWithoutPromptsGetThem() {
    LocalSpark.sql(TableName.ROLLOUTS.createStatement(path(TableName.ROLLOUTS)));
    create(TableName.SCORES, "  prompt_id STRING COMMENT 'Its prompt',\n", "'2'");
    LocalSpark.sql(
        "INSERT INTO delta.`%s` (round, rollout_id, prompt_id, finish_reason) VALUES (0, 'a', 'one', 'error'), (1, 'b', 'two', 'error'), (1, 'c', 'two', 'error')"
            .formatted(path(TableName.ROLLOUTS)));
    LocalSpark.sql(
        "INSERT INTO delta.`%s` (round, rollout_id, verifier, status, reward) VALUES (0, 'a', 'v', 'correct', 1), (0, 'a', 'w', 'incorrect', 0), (1, 'b', 'v', 'correct', 1)"
            .formatted(path(TableName.SCORES)));
    try (Run run = open()) {
      assertThat(prompts(run)).containsExactly("a v one", "a w one", "b v two");
      assertThat(run.tables().schema(TableName.SCORES).fieldNames()).contains("prompt_id");
    }
    try (Run run = open()) {
      long version = run.tables().version(TableName.SCORES);
      assertThat(prompts(run)).hasSize(3);
      assertThat(version).as("nothing was left to do").isEqualTo(4);
    }
  }

  private List<String> prompts(Run run) {
    return run
        .tables()
        .read(TableName.SCORES)
        .selectExpr("concat_ws(' ', rollout_id, verifier, prompt_id) AS text")
        .sort("text")
        .collectAsList()
        .stream()
        .map((Row row) -> row.getString(0))
        .toList();
  }

  private Run open() {
    return Run.open(
        LocalSpark.session(),
        SoupConfig.parse("", List.of(SoupConfig.override("run.dir", folder.toString()))));
  }

  private void create(TableName table, String missing, String schemaVersion) {
    String statement = table.createStatement(path(table));
    assertThat(statement).contains(missing, schemaVersion);
    LocalSpark.sql(statement.replace(missing, "").replace(schemaVersion, "'1'"));
  }

  private String path(TableName table) {
    return folder.resolve(table.text()).toString();
  }
}
