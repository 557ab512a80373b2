package io.souprl.jobs.rollout;

import static io.souprl.jobs.table.RowReader.floats;
import static io.souprl.jobs.table.RowReader.integer;
import static io.souprl.jobs.table.RowReader.ints;
import static io.souprl.jobs.table.RowReader.string;
import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.size;

import io.souprl.generation.FinishReason;
import io.souprl.jobs.fault.FailPoints;
import io.souprl.jobs.policy.RequestSchema;
import io.souprl.jobs.policy.StagePolicy;
import io.souprl.jobs.run.Progress;
import io.souprl.jobs.run.Run;
import io.souprl.jobs.table.PolicyVersion;
import io.souprl.jobs.table.RowBuilder;
import io.souprl.jobs.table.SoundRollouts;
import io.souprl.soup.PrefixDraws;
import io.souprl.table.TableName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * Prefixes that past checkpoints sample now (SOUP.md section 2, GENERATED). One past policy answers
 * after the other, each in a Spark job whose results are checkpointed below run.dir/_tmp before the
 * next one is loaded: no process holds two policies, and none is asked again.
 */
final class GeneratedPrefixes implements PrefixSupply {
  private static final String PURPOSE = "prefix-sampling";
  private static final String POSITION = "position";
  private static final String SAMPLE_INDEX = "sample_index";
  private static final StructType TYPE =
      new StructType()
          .add(POSITION, DataTypes.IntegerType)
          .add(SAMPLE_INDEX, DataTypes.IntegerType)
          .add(StagePolicy.REQUEST, RequestSchema.TYPE);
  private static final RowBuilder ROWS = new RowBuilder(TYPE);

  private final Run run;
  private final RolloutSettings settings;
  private final List<PromptTokens> prompts;
  private final JavaSparkContext context;
  private final Path directory;
  private final List<JavaPairRDD<Integer, Prefix>> kept = new ArrayList<>();

  GeneratedPrefixes(Run run, RolloutSettings settings, List<PromptTokens> prompts) {
    this.run = run;
    this.settings = settings;
    this.prompts = prompts;
    this.context = JavaSparkContext.fromSparkContext(run.spark().sparkContext());
    this.directory = new Path(run.directory().temporary(), "prefixes");
  }

  @Override
  public JavaPairRDD<Integer, Prefix> prefixes(
      JavaPairRDD<Integer, PromptTokens> work, Progress progress) {
    context.setCheckpointDir(directory.toString());
    int partitions = work.getNumPartitions();
    requests(partitions)
        .forEach(
            (version, requests) ->
                generate(run.checkpoints().version(version), requests, progress));
    JavaPairRDD<Integer, Prefix> all = new NoPrefixes().prefixes(work, progress);
    for (JavaPairRDD<Integer, Prefix> prefixes : kept) {
      all = all.union(prefixes);
    }
    return all;
  }

  /** What each past policy is asked for, in the partitions of the stage, whole groups together. */
  private Map<Integer, List<List<Row>>> requests(int partitions) {
    HistoryWindow window = HistoryWindow.of(run, settings.round());
    PrefixDraws draws =
        new PrefixDraws(
            settings.prefixes(),
            settings.seed(),
            settings.round(),
            window.policies(run).stream().map(PolicyVersion::version).toList());
    Map<String, Double> lengths = storedLengths(window);
    PositionPartitioner partitioner = new PositionPartitioner(partitions);
    Map<Integer, List<List<Row>>> requests = new TreeMap<>();
    for (PromptTokens prompt : prompts) {
      Double stored = lengths.get(prompt.promptId());
      OptionalDouble length = stored == null ? OptionalDouble.empty() : OptionalDouble.of(stored);
      for (int index = 0; index < settings.prefixedPerGroup(); index++) {
        int sample = index;
        draws
            .draw(prompt.promptId(), sample, length)
            .ifPresent(
                draw ->
                    requests
                        .computeIfAbsent(draw.policyVersion(), version -> lists(partitions))
                        .get(partitioner.getPartition(prompt.position()))
                        .add(request(prompt, sample, draw.length())));
      }
    }
    return requests;
  }

  private static List<List<Row>> lists(int number) {
    List<List<Row>> lists = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      lists.add(new ArrayList<>());
    }
    return lists;
  }

  private Row request(PromptTokens prompt, int index, int length) {
    return ROWS.row(
        POSITION,
        prompt.position(),
        SAMPLE_INDEX,
        index,
        StagePolicy.REQUEST,
        RequestSchema.row(
            prompt.tokenIds(),
            new int[0],
            length,
            PURPOSE,
            settings.round(),
            prompt.promptId(),
            index));
  }

  /** Mean length of the prompts' stored responses in the window that did not fail, in tokens. */
  private Map<String, Double> storedLengths(HistoryWindow window) {
    Map<String, Double> lengths = new HashMap<>();
    for (Row row :
        run.tables()
            .read(TableName.ROLLOUTS)
            .where(window.holdsRound())
            .where(
                col("prompt_id")
                    .isInCollection(prompts.stream().map(PromptTokens::promptId).toList()))
            .where(SoundRollouts.finished().and(SoundRollouts.complete()))
            .groupBy("prompt_id")
            .agg(avg(size(col("response_token_ids"))))
            .collectAsList()) {
      lengths.put(row.getString(0), row.getDouble(1));
    }
    return lengths;
  }

  private void generate(PolicyVersion past, List<List<Row>> requests, Progress progress) {
    JavaRDD<Row> asked = context.parallelize(requests, requests.size()).flatMap(List::iterator);
    Dataset<Row> answered =
        StagePolicy.of(run.config(), past, progress)
            .setTemperature(settings.temperature())
            .transform(run.spark().createDataFrame(asked, TYPE));
    JavaPairRDD<Integer, Prefix> prefixes =
        answered
            .javaRDD()
            .mapToPair(row -> new Tuple2<>(integer(row, POSITION), prefix(past, row)))
            .persist(StorageLevel.MEMORY_AND_DISK());
    kept.add(prefixes);
    prefixes.checkpoint();
    prefixes.count();
    FailPoints.reach("rollout.prefixes");
  }

  private static Prefix prefix(PolicyVersion past, Row row) {
    int index = integer(row, SAMPLE_INDEX);
    Row answer = row.getStruct(row.fieldIndex(StagePolicy.RESPONSE));
    String finish = string(answer, "finish_reason");
    if (finish.equals(FinishReason.ERROR.text())) {
      return Prefix.failed(index, past, string(answer, "error"));
    }
    return Prefix.generated(
        index,
        past,
        ints(answer, "token_ids"),
        floats(answer, "logprobs"),
        finish.equals(FinishReason.STOP.text()) ? FinishReason.STOP : FinishReason.LENGTH);
  }

  @Override
  public Map<String, Double> counts() {
    return Map.of();
  }

  @Override
  public void close() {
    kept.forEach(JavaPairRDD::unpersist);
    run.directory().delete(directory);
  }
}
