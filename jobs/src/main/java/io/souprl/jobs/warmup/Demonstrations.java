package io.souprl.jobs.warmup;

import static io.souprl.jobs.table.RowReader.string;

import io.souprl.checkpoint.ModelConfig;
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
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import scala.Tuple2;

/** The rows of a warm-up: prompt and completion, shuffled anew every epoch, in batches. */
final class Demonstrations {
  private record Ordered(long hash, Row row) implements java.io.Serializable {}

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
    if (rows.isEmpty()) {
      throw InputErrors.of(
          "warmup.data", path + " has no rows", "Give it lines with a prompt and a completion.");
    }
    long empty = rows.where("prompt IS NULL OR completion IS NULL").count();
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

  /** All rows of all epochs, with their step and place in it. */
  static JavaRDD<TrainingExample> examples(Run run, PolicyVersion initial) {
    long seed = run.config().seed();
    int batchSize = run.config().warmup().batchSize();
    int epochs = run.config().warmup().epochs();
    int partitions = Math.max(2, run.config().warmup().partitions());
    JavaRDD<Row> rows = read(run).select("prompt", "completion").javaRDD();
    return rows.zipWithIndex()
        .flatMap(
            row ->
                IntStream.range(0, epochs)
                    .mapToObj(
                        epoch ->
                            new Tuple2<>(
                                epoch,
                                new Ordered(
                                    CounterRandom.hash("warm-up-order", seed, epoch, row._2()),
                                    row._1())))
                    .iterator())
        .sortBy(row -> "%08d%020d".formatted(row._1(), row._2().hash()), true, partitions)
        .zipWithIndex()
        .mapPartitions(part -> tokenise(part, initial, batchSize));
  }

  private static Iterator<TrainingExample> tokenise(
      Iterator<Tuple2<Tuple2<Integer, Ordered>, Long>> rows, PolicyVersion initial, int batchSize) {
    Path directory = CheckpointFiles.local(initial);
    int end = ModelConfig.read(directory).endOfSequenceIds().get(0);
    Stream.Builder<TrainingExample> examples = Stream.builder();
    try (Tokenizer tokenizer = Tokenizer.load(directory)) {
      while (rows.hasNext()) {
        Tuple2<Tuple2<Integer, Ordered>, Long> row = rows.next();
        Row text = row._1()._2().row();
        int[] prompt = tokenizer.encode(string(text, "prompt"), EncodeSpecials.ADD);
        int[] completion = tokenizer.encode(string(text, "completion"), EncodeSpecials.OMIT);
        int[] response = Arrays.copyOf(completion, completion.length + 1);
        response[completion.length] = end;
        examples.add(
            TrainingExample.supervised(
                (int) (row._2() / batchSize),
                (int) (row._2() % batchSize),
                TokenSequence.of(prompt, response)));
      }
    }
    return examples.build().iterator();
  }
}
