package io.souprl.jobs.warmup;

import static io.souprl.jobs.table.RowReader.string;

import io.souprl.batch.HashOrder;
import io.souprl.checkpoint.ModelConfig;
import io.souprl.config.WarmupConfig;
import io.souprl.error.InputErrors;
import io.souprl.jobs.run.CheckpointFiles;
import io.souprl.jobs.run.Run;
import io.souprl.jobs.table.PolicyVersion;
import io.souprl.model.TokenSequence;
import io.souprl.random.CounterRandom;
import io.souprl.tokenizer.EncodeSpecials;
import io.souprl.tokenizer.Tokenizer;
import io.souprl.training.TrainingExample;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The rows of a warm-up: prompt and completion, shuffled anew every epoch, in batches. */
final class Demonstrations {
  private Demonstrations() {}

  static void check(Run run) {
    String path = run.config().warmup().data();
    if (path.isBlank()) {
      throw InputErrors.of(
          "warmup.data", "it is not set", "Name a JSONL file with prompt and completion.");
    }
    Dataset<Row> rows;
    try {
      rows = read(run);
    } catch (Exception e) {
      if (e instanceof org.apache.spark.sql.AnalysisException) {
        throw InputErrors.of(
            "warmup.data", "cannot read " + path, "Name a JSONL file that is there.", e);
      }
      throw e;
    }
    Row counts =
        rows.selectExpr("count(*)", "count_if(prompt IS NULL OR completion IS NULL)").first();
    if (counts.getLong(0) == 0) {
      throw InputErrors.of(
          "warmup.data", path + " has no rows", "Give it lines with a prompt and a completion.");
    }
    long empty = counts.getLong(1);
    if (empty > 0) {
      throw InputErrors.of(
          "warmup.data",
          path + " has " + empty + " rows without prompt or completion",
          "Every line needs a prompt and a completion.");
    }
  }

  private static Dataset<Row> read(Run run) {
    return run.spark()
        .read()
        .schema("prompt STRING, completion STRING")
        .json(run.config().warmup().data());
  }

  /**
   * The rows as token ids, in the order of the file.
   *
   * @return for the caller to persist, since every use reads and encodes them
   */
  static JavaRDD<TokenSequence> sequences(Run run, PolicyVersion initial) {
    return read(run)
        .select("prompt", "completion")
        .javaRDD()
        .mapPartitions(rows -> encoded(rows, initial));
  }

  private static Iterator<TokenSequence> encoded(Iterator<Row> rows, PolicyVersion initial) {
    Path directory = CheckpointFiles.local(initial);
    int end = ModelConfig.read(directory).endOfSequenceIds().get(0);
    Stream.Builder<TokenSequence> sequences = Stream.builder();
    try (Tokenizer tokenizer = Tokenizer.load(directory)) {
      while (rows.hasNext()) {
        Row row = rows.next();
        int[] prompt = tokenizer.encode(string(row, "prompt"), EncodeSpecials.ADD);
        int[] completion = tokenizer.encode(string(row, "completion"), EncodeSpecials.OMIT);
        int[] response = Arrays.copyOf(completion, completion.length + 1);
        response[completion.length] = end;
        sequences.add(TokenSequence.of(prompt, response));
      }
    }
    return sequences.build().iterator();
  }

  /** Every sequence once an epoch, shuffled anew in each, with its step and its place in that. */
  static JavaRDD<TrainingExample> examples(
      JavaRDD<TokenSequence> sequences, WarmupConfig config, long seed) {
    int rows = Math.toIntExact(sequences.count());
    int batchSize = config.batchSize();
    int[][] places =
        IntStream.range(0, config.epochs())
            .mapToObj(epoch -> places(rows, seed, epoch))
            .toArray(int[][]::new);
    Broadcast<int[][]> shared =
        JavaSparkContext.fromSparkContext(sequences.context()).broadcast(places);
    return sequences
        .zipWithIndex()
        .flatMap(
            row ->
                IntStream.range(0, shared.value().length)
                    .mapToLong(
                        epoch -> (long) epoch * rows + shared.value()[epoch][row._2().intValue()])
                    .mapToObj(
                        place ->
                            TrainingExample.supervised(
                                (int) (place / batchSize), (int) (place % batchSize), row._1()))
                    .iterator());
  }

  /** Where each of so many rows stands in an epoch. */
  static int[] places(int rows, long seed, int epoch) {
    List<Long> order =
        HashOrder.of(
            LongStream.range(0, rows).boxed().toList(),
            row -> CounterRandom.hash("warm-up-order", seed, epoch, row));
    int[] places = new int[rows];
    for (int place = 0; place < rows; place++) {
      places[order.get(place).intValue()] = place;
    }
    return places;
  }
}
