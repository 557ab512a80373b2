package io.souprl.jobs.imports;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.conv;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.when;

import io.souprl.error.InputErrors;
import io.souprl.jobs.imports.Curation.Contaminated;
import io.souprl.jobs.run.Run;
import io.souprl.table.TableName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/** The prompts of a file that are imported, after all checks. */
final class CuratedPrompts implements AutoCloseable {
  private static final int PROBLEMS_SHOWN = 20;
  private static final String[] NUMBER = {"number"};
  private static final double HASHES = 1L << 32;

  private final List<Dataset<Row>> kept = new ArrayList<>();
  private final Dataset<Row> rows;
  private final PromptCounts counts;

  /**
   * Checks, splits and filters.
   *
   * @param read rows of {@link PromptParser#SCHEMA}
   * @throws io.souprl.error.InputException with what is wrong
   */
  CuratedPrompts(Run run, PromptSource source, Curation curation, Dataset<Row> read) {
    try {
      String training = run.config().data().trainSplit();
      Dataset<Row> all = persisted(split(read, source, curation, training));
      Dataset<Row> single = curation.dedupe() ? persisted(first(all)) : all;
      long duplicates = curation.dedupe() ? all.count() - single.count() : 0;
      Dataset<Row> existing = run.tables().read(TableName.PROMPTS);
      PromptCheck check = new PromptCheck(source, single);
      check.requireSound(existing);
      Dataset<Row> identified = check.identified();
      Dataset<Row> shared = shared(identified, existing, training, curation);
      if (curation.contaminated() == Contaminated.REFUSE) {
        requireNone(source, shared);
      }
      long contaminated = shared.count();
      this.rows =
          contaminated == 0
              ? identified
              : persisted(identified.join(shared.select("number"), NUMBER, "left_anti"));
      Map<String, Long> splits = new HashMap<>();
      for (Row row : rows.groupBy("split").count().collectAsList()) {
        splits.put(row.getString(0), row.getLong(1));
      }
      this.counts = new PromptCounts(splits, duplicates, contaminated);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Rows of the prompts table but for run_id, and more. */
  Dataset<Row> rows() {
    return rows;
  }

  PromptCounts counts() {
    return counts;
  }

  private Dataset<Row> persisted(Dataset<Row> frame) {
    Dataset<Row> persisted = frame.persist(StorageLevel.MEMORY_AND_DISK());
    kept.add(persisted);
    return persisted;
  }

  private static Dataset<Row> split(
      Dataset<Row> read, PromptSource source, Curation curation, String training) {
    if (curation.heldOut() == 0 || source.split() != null) {
      return read;
    }
    Column hash = conv(sha2(Overlap.normal(), 256).substr(1, 8), 16, 10).cast("double");
    return read.withColumn(
        "split",
        coalesce(
            col("split"),
            when(hash.lt(curation.heldOut() * HASHES), Curation.HELD_OUT).otherwise(training)));
  }

  /** One row of each text; rows that have none are kept for the checks. */
  private static Dataset<Row> first(Dataset<Row> all) {
    Dataset<Row> first =
        all.where("prompt IS NOT NULL")
            .groupBy(Overlap.normal().as("normal"))
            .agg(min("number").as("number"))
            .select("number")
            .union(all.where("prompt IS NULL").select("number"));
    return all.join(first, NUMBER, "left_semi");
  }

  /** Rows that share a stretch with a prompt of the other kind: number, prompt_id, split, other. */
  private Dataset<Row> shared(
      Dataset<Row> rows, Dataset<Row> existing, String training, Curation curation) {
    if (curation.contaminated() == Contaminated.KEEP) {
      return rows.limit(0);
    }
    Dataset<Row> known = existing.select("prompt_id", "prompt", "split");
    Dataset<Row> everyone = known.union(rows.select("prompt_id", "prompt", "split"));
    Column trains = col("split").equalTo(training);
    Dataset<Row> found =
        Overlap.of(rows.where(trains), everyone.where(not(trains)))
            .union(Overlap.of(rows.where(not(trains)), known.where(trains)));
    return persisted(rows.join(found, "number").select("number", "prompt_id", "split", "other"));
  }

  private static void requireNone(PromptSource source, Dataset<Row> shared) {
    List<String> problems = new ArrayList<>();
    for (Row row : shared.orderBy("number").limit(PROBLEMS_SHOWN).collectAsList()) {
      problems.add(
          InputErrors.of(
                  source.where(row.getLong(0)),
                  "prompt %s (split %s) is that of %s in another split, or shares %d words in a row with it"
                      .formatted(
                          row.getString(1), row.getString(2), row.getString(3), Overlap.WORDS),
                  "Remove it, leave such prompts out with --contaminated drop, or take them with keep.")
              .getMessage());
    }
    if (!problems.isEmpty()) {
      long more = shared.count() - problems.size();
      if (more > 0) {
        problems.add("and " + more + " more such prompts");
      }
      throw InputErrors.all(problems);
    }
  }

  @Override
  public void close() {
    kept.forEach(Dataset::unpersist);
  }
}
