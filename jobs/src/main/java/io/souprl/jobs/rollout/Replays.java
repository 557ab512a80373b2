package io.souprl.jobs.rollout;

import static io.souprl.jobs.table.RowReader.string;

import io.souprl.config.SoupConfig;
import io.souprl.jobs.run.Run;
import io.souprl.soup.PrefixCandidate;
import io.souprl.soup.ReplaySampler;
import io.souprl.table.TableName;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.Tuple2;

/**
 * The stored rollouts that join a round's groups whole, in the places that the rollout stage left
 * out: the same choice, made again from the same tables.
 */
public final class Replays {
  /** The stored rollout and the place in the group that it takes. */
  public static final StructType TYPE =
      new StructType()
          .add("rollout_id", DataTypes.StringType)
          .add("sample_index", DataTypes.IntegerType);

  private Replays() {}

  /** Whether a round has any. */
  public static boolean in(SoupConfig config, int round) {
    return round > 0 && config.replay().perGroup() > 0;
  }

  /** Rows of {@link #TYPE} for the prompts that have rollouts in a round. */
  public static Dataset<Row> of(Run run, int round) {
    List<PromptTokens> prompts = new ArrayList<>();
    for (Row row :
        run.tables()
            .read(TableName.ROLLOUTS, round)
            .select("prompt_id")
            .distinct()
            .orderBy("prompt_id")
            .collectAsList()) {
      prompts.add(new PromptTokens(prompts.size(), string(row, "prompt_id"), new int[0]));
    }
    List<String> ids = prompts.stream().map(PromptTokens::promptId).toList();
    PositionPartitioner partitioner = new PositionPartitioner(run.config().training().partitions());
    SoupConfig config = run.config();
    ReplaySampler sampler =
        new ReplaySampler(RolloutSettings.replays(config), config.seed(), round);
    JavaRDD<Row> rows =
        History.of(run, round, prompts)
            .groupByKey(partitioner)
            .flatMap(new Choice(sampler, ids, config.rollout().groupSize()));
    return run.spark().createDataFrame(rows, TYPE);
  }

  private record Choice(ReplaySampler sampler, List<String> promptIds, int groupSize)
      implements FlatMapFunction<Tuple2<Integer, Iterable<HistoryRollout>>, Row> {
    @Override
    public Iterator<Row> call(Tuple2<Integer, Iterable<HistoryRollout>> history) {
      List<PrefixCandidate> candidates = new ArrayList<>();
      history._2().forEach(rollout -> candidates.add(rollout.candidate()));
      List<PrefixCandidate> chosen = sampler.choose(promptIds.get(history._1()), candidates);
      List<Row> rows = new ArrayList<>();
      for (int i = 0; i < chosen.size(); i++) {
        rows.add(RowFactory.create(chosen.get(i).rolloutId(), groupSize - chosen.size() + i));
      }
      return rows.iterator();
    }
  }
}
