package io.souprl.jobs.cli;

import io.souprl.config.SoupConfig;
import io.souprl.jobs.sql.DecodeFunction;
import io.souprl.jobs.sql.ResultFormat;
import io.souprl.jobs.sql.RunViews;
import io.souprl.jobs.sql.SqlQuery;
import io.souprl.jobs.sql.VerifyFunction;
import io.souprl.jobs.table.RunDirectory;
import java.io.PrintWriter;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Queries a run; takes no lock and changes nothing. */
@Command(
    name = "sql",
    description = {
      "Query a run with Spark SQL. Rows count from the end of their stage.",
      "Tables: prompts, checkpoints, rollouts, scores, training_rows, quarantine,"
          + " metrics, evals, rounds.",
      "Views: round_summary, prompt_difficulty, prefix_lineage, training_curve, pass_at_k,"
          + " exploration, verifier_disagreement.",
      "Functions: souprl_verify(gold, completion, 'math'), a struct of status, reward,"
          + " extracted_answer and detail; souprl_decode(token_ids, checkpoints.uri), a text."
    })
final class SqlCommand implements Runnable {
  @Spec private CommandSpec spec;
  @Mixin private RunOptions options;

  @Option(
      names = {"-e", "--execute"},
      required = true,
      paramLabel = "STATEMENT",
      description = "SELECT, WITH, DESCRIBE, SHOW or EXPLAIN.")
  private String statement;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "table, json (an object a line) or csv; default: ${DEFAULT-VALUE}.")
  private ResultFormat format;

  @Override
  public void run() {
    SoupConfig config = options.load();
    try (SparkSession spark = Sessions.open("sql")) {
      RunDirectory directory =
          new RunDirectory(config.run().dir(), spark.sparkContext().hadoopConfiguration());
      RunViews.register(spark, directory, statement);
      VerifyFunction.register(spark);
      DecodeFunction.register(spark);
      PrintWriter output = spec.commandLine().getOut();
      format.write(SqlQuery.run(spark, statement), output);
      output.flush();
    }
  }
}
