package io.souprl.jobs.evaluation;

import static io.souprl.jobs.table.RowReader.string;

import io.souprl.config.EvaluationConfig;
import io.souprl.error.InputErrors;
import io.souprl.evaluation.EvaluationMetric;
import io.souprl.evaluation.EvaluationMetrics;
import io.souprl.evaluation.PromptSamples;
import io.souprl.jobs.policy.StagePolicy;
import io.souprl.jobs.rollout.PromptReader;
import io.souprl.jobs.rollout.PromptTokens;
import io.souprl.jobs.run.Progress;
import io.souprl.jobs.run.Run;
import io.souprl.jobs.run.Stage;
import io.souprl.jobs.table.PolicyVersion;
import io.souprl.jobs.table.RowBuilder;
import io.souprl.jobs.table.Tables;
import io.souprl.table.StageName;
import io.souprl.table.TableName;
import io.souprl.verify.Verifiers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import scala.Tuple2;

/** Evaluates the policy that a round wrote (round -1: the base) on the evaluation split. */
public final class EvaluationStage implements Stage {
  private List<Question> questions = List.of();

  @Override
  public StageName name() {
    return StageName.EVALUATION;
  }

  @Override
  public List<TableName> inputs() {
    return List.of(TableName.PROMPTS, TableName.CHECKPOINTS);
  }

  @Override
  public void check(Run run, int round) {
    EvaluationConfig config = run.config().evaluation();
    PolicyVersion policy = run.checkpoints().version(round + 1);
    Map<String, Row> rows = new HashMap<>();
    for (Row row :
        run.tables()
            .read(TableName.PROMPTS)
            .where(functions.col("split").equalTo(config.split()))
            .select("prompt_id", "answer", "verifier")
            .collectAsList()) {
      rows.put(string(row, "prompt_id"), row);
    }
    if (rows.isEmpty()) {
      throw InputErrors.of(
          "evaluation.split",
          "no prompt has the split " + config.split(),
          "Import prompts with this split or name another one.");
    }
    List<String> ids = rows.keySet().stream().sorted().toList();
    if (config.prompts() > 0 && config.prompts() < ids.size()) {
      ids = ids.subList(0, config.prompts());
    }
    questions = new ArrayList<>();
    for (PromptTokens prompt :
        PromptReader.read(run, ids, policy, run.config().evaluationMaxTokens())) {
      Row row = rows.get(prompt.promptId());
      String verifier = verifier(run, row);
      Verifiers.named(verifier);
      questions.add(new Question(prompt, string(row, "answer"), verifier));
    }
  }

  private static String verifier(Run run, Row prompt) {
    String forAll = run.config().scoring().verifier();
    return forAll.isEmpty() ? string(prompt, "verifier") : forAll;
  }

  @Override
  public Map<String, Double> run(Run run, int round) {
    String transaction = Tables.transaction(run.id(), name(), round);
    Map<String, Double> counts = new LinkedHashMap<>();
    if (run.tables().committed(TableName.EVALS, transaction)) {
      return counts;
    }
    EvaluationConfig config = run.config().evaluation();
    PolicyVersion policy = run.checkpoints().version(round + 1);
    try (Progress progress =
        new Progress(
            run, "evaluation of policy " + policy.version(), questions.size(), "prompts")) {
      List<PromptSamples> samples = samples(run, round, policy, progress);
      List<Row> rows = new ArrayList<>();
      RowBuilder builder = run.tables().rows(TableName.EVALS);
      for (EvaluationMetric metric : EvaluationMetrics.of(samples)) {
        rows.add(row(run, builder, round, policy, metric));
        counts.put(metric.metric().replace("@k", "@" + metric.k()), metric.value());
      }
      run.tables().append(TableName.EVALS, rows, transaction);
      counts.put("prompts", (double) questions.size());
      counts.put("generated_tokens", (double) progress.tokens().sum());
      counts.put("model_seconds", progress.modelSeconds(run.tasksAtATime(config.partitions())));
    }
    return counts;
  }

  private List<PromptSamples> samples(Run run, int round, PolicyVersion policy, Progress progress) {
    EvaluationConfig config = run.config().evaluation();
    int samples = config.samples();
    int maxTokens = run.config().evaluationMaxTokens();
    JavaRDD<Row> asked =
        JavaSparkContext.fromSparkContext(run.spark().sparkContext())
            .parallelize(questions, config.partitions())
            .flatMap(
                question ->
                    IntStream.range(0, samples)
                        .mapToObj(index -> question.sample(round, index, maxTokens))
                        .iterator());
    return StagePolicy.of(run.config(), policy, progress)
        .setTemperature(config.temperature())
        .setTopK(config.topK())
        .setTopP(config.topP())
        .setMinP(config.minP())
        .transform(run.spark().createDataFrame(asked, Question.TYPE))
        .javaRDD()
        .mapPartitions(new EvaluationTask(samples, progress.done()))
        .collect()
        .stream()
        .sorted(Comparator.comparing(Tuple2::_1))
        .map(Tuple2::_2)
        .toList();
  }

  private static Row row(
      Run run, RowBuilder builder, int round, PolicyVersion policy, EvaluationMetric metric) {
    return builder.row(
        "run_id", run.id(),
        "round", round,
        "policy_version", policy.version(),
        "dataset", "*",
        "split", run.config().evaluation().split(),
        "metric", metric.metric().substring(0, metric.metric().indexOf('@')),
        "k", metric.k(),
        "n", metric.n(),
        "prompts", metric.prompts(),
        "value", metric.value(),
        "std_error", metric.standardError());
  }
}
