package io.souprl.jobs.imports;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.fs.Path;

/**
 * A file of prompts, and what holds for its rows that do not say it themselves.
 *
 * @param path a JSONL file, or a Parquet file or directory, on any Hadoop file system
 * @param split split of rows that name none; may be null
 * @param dataset data set of rows that name none; null takes the file's name
 * @param verifier verifier of rows that name none; may be null
 * @param layout where the columns are
 */
public record PromptSource(
    String path, String split, String dataset, String verifier, PromptLayout layout)
    implements Serializable {
  /** A file in our own columns. */
  public PromptSource(String path, String split, String dataset, String verifier) {
    this(path, split, dataset, verifier, PromptLayout.OWN);
  }

  /** Every row says everything itself. */
  public static PromptSource of(String path) {
    return new PromptSource(path, null, null, null);
  }

  /**
   * The same file in the columns of a well-known data set.
   *
   * @param columns further columns, their names by ours; a dot goes into an object
   * @param worked whether answers are worked solutions, as they are in some formats anyway
   * @param system system message before every prompt; may be null
   */
  public PromptSource in(
      PromptFormat format, Map<String, String> columns, boolean worked, String system) {
    Map<String, String> all = new HashMap<>(format.columns());
    all.putAll(columns);
    return new PromptSource(
        path,
        split,
        dataset,
        verifier == null ? format.verifier() : verifier,
        new PromptLayout(all, worked || format.worked(), system));
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
