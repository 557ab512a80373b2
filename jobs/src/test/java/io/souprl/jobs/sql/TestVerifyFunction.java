package io.souprl.jobs.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.souprl.error.InputException;
import io.souprl.jobs.LocalSpark;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

class TestVerifyFunction {
  private final SparkSession session = LocalSpark.session().newSession();

  TestVerifyFunction() {
    VerifyFunction.register(session);
  }

  @Test
  void verifiesInSql() {
    assertThat(verdict("'1/2', 'It is \\\\boxed{0.5}.', 'math'"))
        .isEqualTo("[correct,1.0,1/2,null]");
    assertThat(verdict("'10', '1000%', 'math(percent=hundredth)'"))
        .isEqualTo("[correct,1.0,10,null]");
    assertThat(verdict("'5', 'six', 'final-number'")).isEqualTo("[unparseable,0.0,null,no number]");
    assertThat(verdict("NULL, '5', 'math'")).startsWith("[gold_unparseable,null,");
    assertThat(verdict("'5', NULL, 'math'")).isEqualTo("[error,null,null,no completion]");
  }

  @Test
  void worksOnColumns() {
    assertThat(
            session
                .sql(
                    "SELECT sum(souprl_verify(gold, text, 'math').reward) FROM VALUES ('5', '5'),"
                        + " ('5', '6'), ('x^2', '$x \\\\cdot x$') AS rows (gold, text)")
                .first()
                .getDouble(0))
        .isEqualTo(2);
  }

  @Test
  void refusesAVerifierThatThereIsNot() {
    String message = "there is no verifier named 'maths'. Did you mean 'math'?";
    assertThatThrownBy(
            () ->
                SqlQuery.run(
                    session,
                    "SELECT avg(SOUPRL_verify(a, b, 'maths').reward) FROM (SELECT '5' AS a, '5' AS b)"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(message);
    assertThatThrownBy(() -> verdict("'5', '5', concat('math', 's')"))
        .rootCause()
        .hasMessageContaining(message);
  }

  private String verdict(String arguments) {
    Row row = session.sql("SELECT souprl_verify(" + arguments + ") AS verdict").first();
    return row.getStruct(0).toString();
  }
}
