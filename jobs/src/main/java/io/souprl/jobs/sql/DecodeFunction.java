package io.souprl.jobs.sql;

import io.souprl.checkpoint.CheckpointDirectory;
import io.souprl.jobs.run.CheckpointFiles;
import io.souprl.tokenizer.DecodeSpecials;
import io.souprl.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.types.DataTypes;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/**
 * {@code souprl_decode(token_ids, checkpoint)} in SQL: the text of an array of int, special tokens
 * included, by the tokenizer of a checkpoint's directory (a local path or a Hadoop URI, as {@code
 * checkpoints.uri} has it). Null where an argument is.
 */
public final class DecodeFunction implements UDF2<Seq<Integer>, String, String> {
  /** The name in SQL. */
  public static final String NAME = "souprl_decode";

  private static final long serialVersionUID = 1;

  /** Of this process and kept to its end, by checkpoint; those of a run are one. */
  private static final Map<String, Tokenizer> BY_CHECKPOINT = new ConcurrentHashMap<>();

  /** The same by the hash of their file. */
  private static final Map<String, Tokenizer> BY_CONTENT = new ConcurrentHashMap<>();

  /** Makes the function known to a session, ours or a notebook's. */
  public static void register(SparkSession spark) {
    spark.udf().register(NAME, new DecodeFunction(), DataTypes.StringType);
  }

  @Override
  public String call(Seq<Integer> tokenIds, String checkpoint) {
    if (tokenIds == null || checkpoint == null) {
      return null;
    }
    int[] ids =
        JavaConverters.seqAsJavaList(tokenIds).stream().mapToInt(Integer::intValue).toArray();
    return BY_CHECKPOINT
        .computeIfAbsent(
            checkpoint, uri -> CheckpointFiles.withTokenizer(uri, DecodeFunction::tokenizer))
        .decode(ids, DecodeSpecials.KEEP);
  }

  private static Tokenizer tokenizer(Path directory) {
    return BY_CONTENT.computeIfAbsent(
        CheckpointDirectory.tokenizerHash(directory), hash -> Tokenizer.load(directory));
  }
}
