package io.souprl.jobs.imports;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;

import io.souprl.error.InputErrors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** Everything that is wrong with a file of prompts, told at once. */
final class PromptCheck {
  private static final int PROBLEMS_SHOWN = 20;
  private static final String ID = "prompt_id";

  /** Columns that every prompt needs, and what to do when one is missing. */
  private static final Map<String, String> REQUIRED = new LinkedHashMap<>();

  static {
    REQUIRED.put("prompt", "Give the text of every prompt.");
    REQUIRED.put("answer", "Give the gold answer of every prompt.");
    REQUIRED.put("verifier", "Give it in the file or with souprl import --verifier NAME.");
    REQUIRED.put("split", "Give it in the file or with souprl import --split NAME.");
  }

  private final PromptSource source;
  private final Dataset<Row> rows;
  private final Map<String, Long> present = new LinkedHashMap<>();

  /**
   * Counts what is there.
   *
   * @param rows rows of {@link PromptParser#SCHEMA}, persisted by the caller
   */
  PromptCheck(PromptSource source, Dataset<Row> rows) {
    this.source = source;
    this.rows = rows;
    List<Column> counts = new ArrayList<>();
    List<String> columns = new ArrayList<>(REQUIRED.keySet());
    columns.add(ID);
    for (String column : columns) {
      counts.add(count(col(column)));
    }
    counts.add(count(functions.when(col("problem").isNull(), 1)));
    Row row = rows.agg(count(lit(1)), counts.toArray(Column[]::new)).first();
    present.put("rows", row.getLong(0));
    for (int i = 0; i < columns.size(); i++) {
      present.put(columns.get(i), row.getLong(i + 1));
    }
    present.put("readable", row.getLong(columns.size() + 1));
  }

  /** The rows with an id each: their own, or one made from data set, split and text. */
  Dataset<Row> identified() {
    if (present.get(ID) > 0) {
      return rows;
    }
    Column hash =
        functions.sha2(functions.concat_ws("/", col("dataset"), col("split"), col("prompt")), 256);
    return rows.withColumn(
        ID, functions.when(col("prompt").isNotNull(), functions.substring(hash, 1, 16)));
  }

  /**
   * Refuses the file if anything is wrong with it.
   *
   * @param existing ids of the prompts table
   */
  void requireSound(Dataset<Row> existing) {
    if (present.get("rows") == 0) {
      throw InputErrors.of(source.path(), "there are no prompts in it", "Name another file.");
    }
    List<String> problems = new ArrayList<>();
    Dataset<Row> found = problems(rows.where(col("problem").isNotNull()), col("problem"));
    if (present.get("readable") > 0) {
      for (Map.Entry<String, String> required : REQUIRED.entrySet()) {
        if (present.get(required.getKey()) == 0) {
          problems.add(
              InputErrors.of(
                      source.path(),
                      "no row has the column " + required.getKey(),
                      required.getValue())
                  .getMessage());
        } else {
          found = found.union(missing(required.getKey(), required.getValue()));
        }
      }
      found = found.union(duplicates()).union(known(existing));
      if (present.get(ID) > 0) {
        found = found.union(missing(ID, "Give every prompt one, or none to any of them."));
      }
    }
    long total = problems.size() + found.count();
    for (Row row :
        found.orderBy("number", "text").limit(PROBLEMS_SHOWN - problems.size()).collectAsList()) {
      problems.add(row.getString(1));
    }
    if (total > problems.size()) {
      problems.add("and " + (total - problems.size()) + " more problems");
    }
    if (!problems.isEmpty()) {
      throw InputErrors.all(problems);
    }
  }

  private Dataset<Row> missing(String column, String fix) {
    return problems(
        rows.where(col("problem").isNull().and(col(column).isNull())),
        concat(where(), lit(": " + column + " is missing. " + fix)));
  }

  private Dataset<Row> duplicates() {
    Dataset<Row> first =
        identified()
            .where(col(ID).isNotNull())
            .groupBy(ID)
            .agg(min("number").as("first"), count(lit(1)).as("times"))
            .where("times > 1")
            .select(ID, "first");
    Column text =
        concat(
            where(),
            lit(": prompt_id "),
            col(ID),
            lit(present.get(ID) > 0 ? " is" : ", made from data set, split and text, is"),
            lit(" that of "),
            where(col("first")),
            lit(" too. Remove one of them, or give it another id."));
    return problems(identified().join(first, ID).where("number > first"), text);
  }

  private Dataset<Row> known(Dataset<Row> existing) {
    Column text =
        concat(
            where(),
            lit(": prompt_id "),
            col(ID),
            lit(" is in the prompts table already. Leave it out, or give it another id."));
    return problems(identified().join(existing.select(ID), ID), text);
  }

  private static Dataset<Row> problems(Dataset<Row> rows, Column text) {
    return rows.select(col("number"), text.as("text"));
  }

  private Column where() {
    return where(col("number"));
  }

  private Column where(Column number) {
    String pattern = source.where(0);
    return concat(lit(pattern.substring(0, pattern.length() - 1)), number);
  }
}
