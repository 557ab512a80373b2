package io.souprl.jobs.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.souprl.jobs.LocalSpark;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class TestResultFormat {
  private static final String EVERY_TYPE =
      "SELECT 1 AS i, 0.5D AS d, double('NaN') AS nan, true AS b, 'a,\"é\"' AS s, '' AS e,"
          + " CAST(NULL AS STRING) AS n, array(1, NULL) AS list,"
          + " named_struct('x', 1, 'y', 'z') AS struct, map('k', 1.5F) AS map,"
          + " timestamp '2026-01-02 03:04:05Z' AS t, date '2026-01-02' AS day, 12.50BD AS money";

  @Test
  void alignsTables() {
    assertThat(
            written(
                ResultFormat.TABLE,
                "SELECT * FROM VALUES ('short', 1, 0.5D), ('a much longer one', 100, NULL),"
                    + " ('two\\nlines', NULL, -2D) AS t(text, count, value)"))
        .isEqualTo(
            """
            text               count  value
            -----------------  -----  -----
            short                  1    0.5
            a much longer one    100   NULL
            two                 NULL   -2.0
            lines
            (3 rows)
            """);
  }

  @Test
  void showsLongCellsInFullAndControlCharactersEscaped() {
    String text = "x".repeat(500);
    assertThat(written(ResultFormat.TABLE, "SELECT '" + text + "' AS a, '\\u001b[31m\\t|' AS b"))
        .contains(text + "  \\u001b[31m    |\n")
        .endsWith("(1 row)\n");
  }

  @Test
  void saysHowManyRowsATableLeavesOut() {
    String table = written(ResultFormat.TABLE, "SELECT id FROM range(1234) ORDER BY id");
    assertThat(table.lines())
        .hasSize(TableWriter.MOST_ROWS + 3)
        .contains("999")
        .endsWith("(1000 of 1234 rows; --format json and csv write all)");
    assertThat(written(ResultFormat.JSON, "SELECT id FROM range(1234)").lines()).hasSize(1234);
  }

  @Test
  void showsTheHeaderOfAnEmptyTable() {
    assertThat(written(ResultFormat.TABLE, "SELECT 1 AS one WHERE false"))
        .isEqualTo("one\n---\n(0 rows)\n");
  }

  @Test
  void writesAnObjectALine() {
    assertThat(written(ResultFormat.JSON, EVERY_TYPE))
        .isEqualTo(
            "{\"i\":1,\"d\":0.5,\"nan\":\"NaN\",\"b\":true,\"s\":\"a,\\\"é\\\"\",\"e\":\"\","
                + "\"n\":null,\"list\":[1,null],\"struct\":{\"x\":1,\"y\":\"z\"},"
                + "\"map\":{\"k\":1.5},\"t\":\"2026-01-02T03:04:05Z\",\"day\":\"2026-01-02\","
                + "\"money\":12.50}\n");
  }

  @Test
  void quotesWhatCommaSeparatedValuesMustQuote() {
    assertThat(written(ResultFormat.CSV, EVERY_TYPE))
        .isEqualTo(
            "i,d,nan,b,s,e,n,list,struct,map,t,day,money\n"
                + "1,0.5,NaN,true,\"a,\"\"é\"\"\",\"\",,\"[1,null]\","
                + "\"{\"\"x\"\":1,\"\"y\"\":\"\"z\"\"}\",\"{\"\"k\"\":1.5}\","
                + "2026-01-02T03:04:05Z,2026-01-02,12.50\n");
  }

  private static String written(ResultFormat format, String query) {
    Dataset<Row> result = LocalSpark.sql(query);
    StringWriter text = new StringWriter();
    PrintWriter output = new PrintWriter(text);
    format.write(result, output);
    output.flush();
    return text.toString();
  }
}
