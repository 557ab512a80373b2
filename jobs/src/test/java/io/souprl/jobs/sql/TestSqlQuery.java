package io.souprl.jobs.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.souprl.error.InputException;
import io.souprl.jobs.LocalSpark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestSqlQuery {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT 1;",
        "-- with a comment\n(select 1)",
        "WITH one AS (SELECT 1) SELECT * FROM one",
        "VALUES (1), (2)",
        "DESCRIBE FUNCTION abs",
        "DESC QUERY SELECT 1",
        "SHOW TABLES",
        "EXPLAIN SELECT 1",
        "EXPLAIN CREATE TABLE x AS SELECT 1"
      })
  void runsWhatOnlyReads(String statement) {
    assertThat(SqlQuery.run(LocalSpark.session(), statement).columns()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE TABLE made AS SELECT 1 AS x",
        "DROP TABLE IF EXISTS made",
        "SET spark.sql.ansi.enabled=true",
        "CACHE TABLE made AS SELECT 1",
        "DELETE FROM delta.`x` WHERE true",
        "INSERT INTO delta.`x` VALUES (1)",
        "WITH one AS (SELECT 1) INSERT INTO delta.`x` SELECT * FROM one",
        "FROM (SELECT 1 AS a) INSERT INTO delta.`x` SELECT a INSERT INTO delta.`y` SELECT a",
        "VACUUM delta.`x`"
      })
  void refusesWhatCouldChangeSomething(String statement) {
    assertThatThrownBy(() -> SqlQuery.run(LocalSpark.session(), statement))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "sql: the statement does not only read. Use SELECT, WITH, DESCRIBE, SHOW or EXPLAIN.");
  }

  @Test
  void saysWhatSparkSaysAboutABadQuery() {
    assertThatThrownBy(() -> SqlQuery.run(LocalSpark.session(), "SELECT reward FROM nowhere"))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("[TABLE_OR_VIEW_NOT_FOUND] The table or view `nowhere` cannot be")
        .hasMessageEndingWith("; line 1 pos 19");
    assertThatThrownBy(() -> SqlQuery.run(LocalSpark.session(), "SELEC 1"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("Syntax error at or near 'SELEC'")
        .hasMessageContaining("SELEC 1\n^^^");
    assertThatThrownBy(() -> SqlQuery.run(LocalSpark.session(), "SELECT 1; DROP TABLE x"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("Syntax error at or near 'DROP'");
  }
}
