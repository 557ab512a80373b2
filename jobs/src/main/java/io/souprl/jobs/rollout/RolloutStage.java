package io.souprl.jobs.rollout;

import io.souprl.config.SoupConfig;
import io.souprl.jobs.policy.StagePolicy;
import io.souprl.jobs.run.Progress;
import io.souprl.jobs.run.Run;
import io.souprl.jobs.run.Stage;
import io.souprl.jobs.table.PolicyVersion;
import io.souprl.jobs.table.Tables;
import io.souprl.table.StageName;
import io.souprl.table.TableName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import scala.Tuple2;

/**
 * Samples a group of responses for every prompt of the round. The first prefixed-per-group samples
 * of a group continue a stretch of a stored rollout, the others are on-policy from the start.
 * Places that a replayed rollout takes (replay.per-group) are left out: training adds it.
 */
public final class RolloutStage implements Stage {
  private List<PromptTokens> prompts = List.of();
  private Map<String, Double> selected = Map.of();

  @Override
  public StageName name() {
    return StageName.ROLLOUT;
  }

  @Override
  public List<TableName> inputs() {
    return List.of(TableName.PROMPTS, TableName.CHECKPOINTS, TableName.ROLLOUTS, TableName.SCORES);
  }

  @Override
  public void check(Run run, int round) {
    SoupConfig config = run.config();
    PolicyVersion policy = run.checkpoints().version(round);
    RoundSelection selection = RoundSelection.of(run, round);
    selected = selection.counts();
    prompts = PromptReader.read(run, selection.promptIds(), policy, config.rollout().maxTokens());
  }

  @Override
  public Map<String, Double> run(Run run, int round) {
    String transaction = Tables.transaction(run.id(), name(), round);
    double modelSeconds = 0;
    if (!run.tables().committed(TableName.ROLLOUTS, transaction)) {
      try (Progress progress =
          new Progress(
              run.spark().sparkContext(),
              "round " + round + " rollout",
              (long) prompts.size() * run.config().rollout().groupSize(),
              "sequences")) {
        run.tables().append(TableName.ROLLOUTS, rollouts(run, round, progress), transaction);
        modelSeconds = progress.modelSeconds(run.tasksAtATime(run.config().rollout().partitions()));
      }
    }
    Map<String, Double> counts = counts(run, round);
    requireFewErrors(run, round, counts);
    counts.put("model_seconds", modelSeconds);
    counts.putAll(selected);
    return counts;
  }

  private Dataset<Row> rollouts(Run run, int round, Progress progress) {
    SoupConfig config = run.config();
    RolloutSettings settings =
        RolloutSettings.of(
            config, round, run.checkpoints().version(round), run.tables().rows(TableName.ROLLOUTS));
    JavaSparkContext context = JavaSparkContext.fromSparkContext(run.spark().sparkContext());
    PositionPartitioner partitioner = new PositionPartitioner(config.rollout().partitions());
    JavaPairRDD<Integer, PromptTokens> work =
        context
            .parallelize(prompts, partitioner.numPartitions())
            .mapToPair(prompt -> new Tuple2<>(prompt.position(), prompt));
    JavaPairRDD<Integer, HistoryRollout> history =
        round == 0 || (config.rollout().prefixedPerGroup() == 0 && config.replay().perGroup() == 0)
            ? JavaPairRDD.fromJavaRDD(context.emptyRDD())
            : History.of(run, round, prompts);
    JavaRDD<Row> samples =
        work.cogroup(history, partitioner).mapPartitions(new RolloutTask(settings));
    Dataset<Row> answered =
        StagePolicy.of(config, settings.policy(), progress)
            .setTemperature(settings.temperature())
            .transform(run.spark().createDataFrame(samples, SampleSchema.TYPE));
    JavaRDD<Row> rows = answered.javaRDD().map(new RolloutRows(settings, progress.done()));
    return run.spark().createDataFrame(rows, run.tables().schema(TableName.ROLLOUTS));
  }

  private static Map<String, Double> counts(Run run, int round) {
    Row row =
        run.tables()
            .read(TableName.ROLLOUTS, round)
            .selectExpr(
                "count(*)",
                "count_if(finish_reason = 'error')",
                "count_if(finish_reason = 'length')",
                "count_if(prefix_length > 0)",
                "coalesce(sum(generated_tokens), 0)",
                "coalesce(sum(prefix_length), 0)")
            .first();
    Map<String, Double> counts = new LinkedHashMap<>();
    List<String> names =
        List.of("rows", "errors", "truncated", "prefixed", "generated_tokens", "reused_tokens");
    for (int i = 0; i < names.size(); i++) {
      counts.put(names.get(i), (double) row.getLong(i));
    }
    return counts;
  }

  private static void requireFewErrors(Run run, int round, Map<String, Double> counts) {
    double allowed = run.config().rollout().maxErrorFraction();
    if (counts.get("errors") <= allowed * counts.get("rows")) {
      return;
    }
    List<String> commonest =
        run
            .tables()
            .read(TableName.ROLLOUTS, round)
            .where("finish_reason = 'error'")
            .groupBy("error")
            .count()
            .orderBy(org.apache.spark.sql.functions.col("count").desc())
            .limit(3)
            .collectAsList()
            .stream()
            .map(row -> row.getLong(1) + " x " + row.getString(0))
            .toList();
    throw new IllegalStateException(
        "Cannot go on with round %d: %.0f of %.0f rollouts failed (rollout.max-error-fraction %s). Commonest errors: %s"
            .formatted(
                round,
                counts.get("errors"),
                counts.get("rows"),
                allowed,
                String.join("; ", commonest)));
  }
}
