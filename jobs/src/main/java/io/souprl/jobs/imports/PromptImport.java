package io.souprl.jobs.imports;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.souprl.jobs.run.Run;
import io.souprl.table.TableName;
import io.souprl.verify.Verifiers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Imports a file of prompts: all of it, once, or nothing. */
public final class PromptImport {
  private PromptImport() {}

  /** The same without leaving out or splitting anything. */
  public static Optional<PromptCounts> run(Run run, PromptSource source) {
    return run(run, source, Curation.NONE);
  }

  /**
   * Appends the prompts of a file to the prompts table.
   *
   * @return how many there are, or nothing when the same file was imported before
   * @throws io.souprl.error.InputException with up to 20 problems; nothing is written then
   */
  public static Optional<PromptCounts> run(Run run, PromptSource source, Curation curation) {
    if (source.verifier() != null) {
      Verifiers.named(source.verifier());
    }
    SourceFiles files = SourceFiles.of(source, run.spark().sparkContext().hadoopConfiguration());
    String transaction = run.id() + "/import/" + hash(files, source, curation);
    if (run.tables().committed(TableName.PROMPTS, transaction)) {
      return Optional.empty();
    }
    CuratedPrompts curated =
        new CuratedPrompts(
            run, source, curation, PromptReading.read(run.spark(), source, files.path()));
    try (curated) {
      run.tables()
          .append(
              TableName.PROMPTS,
              curated
                  .rows()
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
      return Optional.of(curated.counts());
    }
  }

  private static String hash(SourceFiles files, PromptSource source, Curation curation) {
    List<String> words =
        new ArrayList<>(Arrays.asList(source.split(), source.datasetOrName(), source.verifier()));
    if (!source.layout().equals(PromptLayout.OWN)) {
      words.add(source.layout().toString());
    }
    if (!curation.equals(Curation.NONE)) {
      words.add(curation.toString());
    }
    return files.hash(words.toArray(String[]::new));
  }
}
