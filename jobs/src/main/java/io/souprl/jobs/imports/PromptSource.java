package io.souprl.jobs.imports;

import java.io.Serializable;
import java.util.Locale;
import org.apache.hadoop.fs.Path;

/**
 * A file of prompts, and what holds for its rows that do not say it themselves.
 *
 * @param path a JSONL file, or a Parquet file or directory, on any Hadoop file system
 * @param split split of rows that name none; may be null
 * @param dataset data set of rows that name none; null takes the file's name
 * @param verifier verifier of rows that name none; may be null
 */
public record PromptSource(String path, String split, String dataset, String verifier)
    implements Serializable {

  /** Every row says everything itself. */
  public static PromptSource of(String path) {
    return new PromptSource(path, null, null, null);
  }

  boolean isJsonLines() {
    String name = name().toLowerCase(Locale.ROOT);
    return name.endsWith(".jsonl") || name.endsWith(".jsonl.gz");
  }

  String datasetOrName() {
    return dataset == null ? name().replaceFirst("\\.(jsonl(\\.gz)?|parquet)$", "") : dataset;
  }

  /** Names one row in messages. */
  String where(long number) {
    return path + (isJsonLines() ? " line " : " row ") + number;
  }

  private String name() {
    return new Path(path).getName();
  }
}
