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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Tuple2;

/**
 * Samples a group of responses for every prompt of the round. The first prefixed-per-group samples
 * of a group continue a prefix by a past policy, the others are on-policy from the start. Places
 * that a replayed rollout takes (replay.per-group) are left out: training adds it.
 */
public final class RolloutStage implements Stage {
  private static final Logger LOG = LoggerFactory.getLogger(RolloutStage.class);

  /** A past policy has sampled the prefix in this round. */
  private static final String GENERATED_PREFIX =
      "prefix_length > 0 AND get(segments, 0).source_rollout_id IS NULL";

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
    HistoryChecks.check(run, round);
    RoundSelection selection = RoundSelection.of(run, round);
    selected = selection.counts();
    prompts = PromptReader.read(run, selection.promptIds(), policy, config.rollout().maxTokens());
  }

  @Override
  public Map<String, Double> run(Run run, int round) {
    RolloutSettings settings =
        RolloutSettings.of(
            run.config(),
            round,
            run.checkpoints().version(round),
            run.tables().rows(TableName.ROLLOUTS));
    String transaction = Tables.transaction(run.id(), name(), round);
    double modelSeconds = 0;
    Map<String, Double> counts;
    try (PrefixSupply prefixes = PrefixSupply.of(run, settings, prompts)) {
      if (run.tables().committed(TableName.ROLLOUTS, transaction)) {
        LOG.info("round {} rollout: its rows are there, only its manifest row is missing", round);
      } else {
        modelSeconds = append(run, settings, prefixes, transaction);
      }
      counts = counts(run, round);
      requireFewErrors(run, round, counts);
      counts.putAll(prefixes.counts());
    }
    counts.put("model_seconds", modelSeconds);
    counts.putAll(selected);
    return counts;
  }

  /** Returns the seconds that the models were at work. */
  private double append(
      Run run, RolloutSettings settings, PrefixSupply prefixes, String transaction) {
    Map<String, Integer> replayed = Replays.numbers(run, settings.round(), prompts);
    long sequences =
        (long) prompts.size() * settings.groupSize()
            - replayed.values().stream().mapToInt(Integer::intValue).sum();
    try (Progress progress =
        new Progress(run, "round " + settings.round() + " rollout", sequences, "sequences")) {
      RolloutTask task = new RolloutTask(settings, replayed);
      run.tables().append(TableName.ROLLOUTS, rollouts(run, task, prefixes, progress), transaction);
      return progress.modelSeconds(run.tasksAtATime(run.config().rollout().partitions()));
    }
  }

  private Dataset<Row> rollouts(
      Run run, RolloutTask task, PrefixSupply prefixes, Progress progress) {
    RolloutSettings settings = task.settings();
    JavaSparkContext context = JavaSparkContext.fromSparkContext(run.spark().sparkContext());
    PositionPartitioner partitioner = new PositionPartitioner(run.config().rollout().partitions());
    JavaPairRDD<Integer, PromptTokens> work =
        context
            .parallelize(prompts, partitioner.numPartitions())
            .mapToPair(prompt -> new Tuple2<>(prompt.position(), prompt))
            .partitionBy(partitioner);
    JavaRDD<Row> samples =
        work.cogroup(prefixes.prefixes(work, progress), partitioner).mapPartitions(task);
    Dataset<Row> answered =
        StagePolicy.of(run.config(), settings.policy(), progress)
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
                "coalesce(sum(if(%s, 0, prefix_length)), 0)".formatted(GENERATED_PREFIX),
                "coalesce(sum(if(%s, prefix_length, 0)), 0)".formatted(GENERATED_PREFIX))
            .first();
    Map<String, Double> counts = new LinkedHashMap<>();
    List<String> names =
        List.of(
            "rows",
            "errors",
            "truncated",
            "prefixed",
            "generated_tokens",
            "reused_tokens",
            "prefix_generated_tokens");
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
