package io.souprl.jobs.quickstart;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.souprl.config.QuickstartConfig;
import io.souprl.config.SoupConfig;
import io.souprl.error.InputErrors;
import io.souprl.jobs.run.Run;
import io.souprl.jobs.table.RowBuilder;
import io.souprl.jobs.table.RunDirectory;
import io.souprl.table.TableName;
import io.souprl.task.CountdownDemonstration;
import io.souprl.task.CountdownProblem;
import io.souprl.task.CountdownResources;
import io.souprl.task.CountdownSettings;
import io.souprl.task.CountdownSplit;
import io.souprl.task.CountdownTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;

/**
 * The inputs of runs on the countdown task: the model's files, problems and worked examples, by
 * fixed seeds.
 */
public final class CountdownRun {
  /** The problems are the same for every seed, so that runs can be compared. */
  private static final long PROBLEM_SEED = 123;

  private static final ObjectMapper JSON = new ObjectMapper();

  private CountdownRun() {}

  /** The configuration with the quickstart's model and data below run.dir. */
  public static SoupConfig configured(SoupConfig config, Configuration hadoop) {
    RunDirectory directory = new RunDirectory(config.run().dir(), hadoop);
    if (!directory.local()) {
      throw InputErrors.of(
          "run.dir",
          "the quickstart works on a local disk, not on " + directory.root(),
          "Name a local directory.");
    }
    Path root = RunDirectory.localPath(directory.root());
    return SoupConfig.parse(
        config.toYaml(),
        List.of(
            SoupConfig.override("model.config", root.resolve("model/config.json").toString()),
            SoupConfig.override("model.tokenizer", root.resolve("model/tokenizer.json").toString()),
            SoupConfig.override(
                "warmup.data", root.resolve("data/demonstrations.jsonl").toString())));
  }

  /** Writes the model's files, the worked examples and the prompts that are not there yet. */
  public static void prepare(Run run) {
    RunDirectory directory = run.directory();
    directory.write("model/config.json", run.config().quickstart().model().config());
    directory.write("model/tokenizer.json", CountdownResources.tokenizer());
    directory.write("model/tokenizer_config.json", CountdownResources.tokenizerConfig());
    if (directory.read("data/demonstrations.jsonl").isEmpty()) {
      directory.write("data/demonstrations.jsonl", demonstrations(run));
    }
    addProblems(run);
  }

  /** Adds the problems to the prompts of a run that has its policy from elsewhere. */
  public static void addProblems(Run run) {
    CountdownSplit split = split(run.config().quickstart());
    List<Row> rows = new ArrayList<>();
    RowBuilder builder = run.tables().rows(TableName.PROMPTS);
    add(rows, builder, run, "train", split.train());
    add(rows, builder, run, "test", split.test());
    run.tables().append(TableName.PROMPTS, rows, run.id() + "/quickstart/prompts");
  }

  private static CountdownSplit split(QuickstartConfig config) {
    return CountdownTask.split(
        PROBLEM_SEED, config.testPrompts(), config.trainPrompts(), settings(config));
  }

  private static CountdownSettings settings(QuickstartConfig config) {
    return new CountdownSettings(
        config.minNumbers(),
        config.maxNumbers(),
        config.largestNumber(),
        CountdownSettings.LARGEST_DIGIT);
  }

  private static String demonstrations(Run run) {
    QuickstartConfig config = run.config().quickstart();
    StringBuilder lines = new StringBuilder();
    CountdownTask.demonstrations(
            run.config().seed(),
            config.demonstrations(),
            config.goodFraction(),
            settings(config),
            split(config).test())
        .forEach(demonstration -> lines.append(line(demonstration)).append('\n'));
    return lines.toString();
  }

  private static String line(CountdownDemonstration demonstration) {
    try {
      return JSON.writeValueAsString(
          Map.of(
              "prompt", demonstration.problem().promptText(),
              "completion", demonstration.completion()));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write a demonstration", e);
    }
  }

  private static void add(
      List<Row> rows, RowBuilder builder, Run run, String split, List<CountdownProblem> problems) {
    for (CountdownProblem problem : problems) {
      rows.add(
          builder.row(
              "run_id", run.id(),
              "prompt_id", "countdown-%s-%04d".formatted(split, rows.size()),
              "dataset", "countdown",
              "split", split,
              "prompt", problem.promptText(),
              "answer", problem.gold(),
              "verifier", "countdown"));
    }
  }
}
