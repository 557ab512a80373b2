package io.souprl.jobs.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.souprl.config.SoupConfig;
import io.souprl.error.InputErrors;
import io.souprl.jobs.run.Run;
import io.souprl.jobs.run.Stages;
import io.souprl.jobs.scoring.ScoringStage;
import io.souprl.table.StageName;
import io.souprl.table.TableName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;

/**
 * The scoring stage on a run of made-up rollouts, whose answers and responses are those of a file,
 * over and over. Each has one token: scoring does not read the columns of tokens.
 */
public final class ScoringBench {
  private static final int ROUND = 0;
  private static final StructType RESPONSES =
      StructType.fromDDL("prompt_id STRING, response_text STRING");

  private ScoringBench() {}

  /**
   * Measures.
   *
   * @param rows JSONL file, plain or gzip, with gold and completion
   * @param rollouts how many to make
   * @param partitions of the stage
   * @param work an empty directory, which becomes the run's
   * @return the report: seconds, rollouts a second, and the peak memory of this process
   * @throws io.souprl.error.InputException when the file cannot be read or the directory has a run
   */
  public static ObjectNode run(
      SparkSession spark, Path rows, long rollouts, int partitions, String verifier, Path work) {
    if (rollouts < 1) {
      throw InputErrors.of("--rollouts", "it is " + rollouts, "Give 1 or more.");
    }
    if (Files.exists(work.resolve("rollouts"))) {
      throw InputErrors.of("--work", work + " has a run", "Name an empty directory.");
    }
    List<LabelledRow> texts = LabelledRow.read(rows, "label");
    SoupConfig config =
        SoupConfig.parse(
            "",
            List.of(
                SoupConfig.override("run.dir", work.toAbsolutePath().toString()),
                "run.id=bench",
                "scoring.partitions=" + partitions,
                SoupConfig.override("scoring.verifier", verifier)));
    try (Run run = Run.open(spark, config)) {
      write(run, texts, rollouts);
      long start = System.nanoTime();
      Map<String, Double> counts = Stages.run(run, new ScoringStage(), ROUND).orElseThrow();
      double seconds = (System.nanoTime() - start) / 1e9;
      ObjectNode report =
          new ObjectMapper()
              .createObjectNode()
              .put("benchmark", "scoring")
              .put("verifier", verifier)
              .put("rollouts", rollouts)
              .put("partitions", partitions)
              .put("correct", counts.get("correct"))
              .put("seconds", seconds)
              .put("rollouts_per_second", rollouts / seconds)
              .put("max_heap_mib", Runtime.getRuntime().maxMemory() >> 20);
      report.put("peak_memory_mib", Machine.peakMemoryMib());
      report.set("machine", Machine.json());
      return report;
    }
  }

  private static void write(Run run, List<LabelledRow> texts, long rollouts) {
    List<Row> prompts = new ArrayList<>();
    List<Row> responses = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      prompts.add(
          run.tables()
              .rows(TableName.PROMPTS)
              .row(
                  "run_id",
                  run.id(),
                  "prompt_id",
                  "prompt-" + i,
                  "dataset",
                  "bench",
                  "split",
                  "train",
                  "prompt",
                  "?",
                  "answer",
                  texts.get(i).gold(),
                  "verifier",
                  "math"));
      responses.add(RowFactory.create("prompt-" + i, texts.get(i).completion().text()));
    }
    run.tables().append(TableName.PROMPTS, prompts, "prompts");
    SparkSession spark = run.spark();
    Dataset<Row> texted =
        spark
            .createDataset(responses, Encoders.row(RESPONSES))
            .withColumn("prompt_number", functions.expr("CAST(substring(prompt_id, 8) AS BIGINT)"));
    Dataset<Row> made =
        spark
            .range(rollouts)
            .withColumn("prompt_number", functions.expr("id % " + texts.size()))
            .join(functions.broadcast(texted), "prompt_number");
    run.tables()
        .append(
            TableName.ROLLOUTS,
            MadeUpRows.of(
                made,
                run.tables().schema(TableName.ROLLOUTS),
                column -> value(column, texts.size())),
            "rollouts");
    run.ledger()
        .record(
            StageName.ROLLOUT,
            ROUND,
            "bench",
            Map.of(),
            Map.of("rows", (double) rollouts),
            Instant.now());
  }

  private static Column value(String column, int prompts) {
    return switch (column) {
      case "run_id" -> functions.lit("bench");
      case "rollout_id" -> functions.expr("concat('rollout-', id)");
      case "round", "policy_version" -> functions.lit(ROUND);
      case "prompt_id" -> functions.col("prompt_id");
      case "sample_index" -> functions.expr("CAST(id / " + prompts + " AS INT)");
      case "checkpoint_hash" -> functions.lit("bench");
      case "finish_reason" -> functions.lit("stop");
      case "response_token_ids" -> functions.expr("array(1)");
      case "behaviour_logprobs" -> functions.expr("array(-0.5)");
      case "prefix_length" -> functions.lit(0);
      case "response_text" -> functions.col("response_text");
      case "created_at" -> functions.current_timestamp();
      default -> functions.lit(null);
    };
  }
}
