package io.souprl.jobs.imports;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.souprl.jobs.run.Run;
import io.souprl.table.TableName;
import io.souprl.verify.Verifiers;
import java.util.OptionalLong;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/** Imports a file of prompts: all of it, once, or nothing. */
public final class PromptImport {
  private PromptImport() {}

  /**
   * Appends the prompts of a file to the prompts table.
   *
   * @return how many there are, or nothing when the same file was imported before
   * @throws io.souprl.error.InputException with up to 20 problems; nothing is written then
   */
  public static OptionalLong run(Run run, PromptSource source) {
    if (source.verifier() != null) {
      Verifiers.named(source.verifier());
    }
    SourceFiles files = SourceFiles.of(source, run.spark().sparkContext().hadoopConfiguration());
    String hash = files.hash(source.split(), source.datasetOrName(), source.verifier());
    String transaction = run.id() + "/import/" + hash;
    if (run.tables().committed(TableName.PROMPTS, transaction)) {
      return OptionalLong.empty();
    }
    Dataset<Row> rows =
        PromptReading.read(run.spark(), source, files.path())
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      PromptCheck check = new PromptCheck(source, rows);
      check.requireSound(run.tables().read(TableName.PROMPTS));
      run.tables()
          .append(
              TableName.PROMPTS,
              check
                  .identified()
                  .withColumn("run_id", lit(run.id()))
                  .select(
                      col("run_id"),
                      col("prompt_id"),
                      col("dataset"),
                      col("split"),
                      col("prompt"),
                      col("answer"),
                      col("verifier"),
                      col("metadata")),
              transaction);
      return OptionalLong.of(rows.count());
    } finally {
      rows.unpersist();
    }
  }
}
