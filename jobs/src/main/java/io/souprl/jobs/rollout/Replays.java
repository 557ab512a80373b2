package io.souprl.jobs.rollout;

import static io.souprl.jobs.table.RowReader.string;

import io.souprl.config.SoupConfig;
import io.souprl.jobs.run.Run;
import io.souprl.soup.PrefixCandidate;
import io.souprl.soup.ReplaySampler;
import io.souprl.table.TableName;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import scala.Tuple2;

/**
 * Which stored rollouts join a round's groups whole, in the places that the rollout stage leaves
 * out. The training stage makes the same choice again from the same tables. Only ids come to the
 * driver.
 */
public final class Replays {
  private Replays() {}

  /**
   * A stored rollout and the place in its group that it takes.
   *
   * @param promptId the group
   * @param rolloutId the stored rollout
   * @param sampleIndex the place, the last ones of a group
   */
  public record Replay(String promptId, String rolloutId, int sampleIndex)
      implements Serializable {}

  /** The choice for the prompts that have rollouts in a round; none where replay is off. */
  public static List<Replay> of(Run run, int round) {
    if (!in(run.config(), round)) {
      return List.of();
    }
    List<PromptTokens> prompts = new ArrayList<>();
    for (Row row :
        run.tables()
            .read(TableName.ROLLOUTS, round)
            .select("prompt_id")
            .distinct()
            .collectAsList()) {
      prompts.add(new PromptTokens(prompts.size(), string(row, "prompt_id"), new int[0]));
    }
    return of(run, round, prompts);
  }

  /** How many places of each group are taken; prompts without any are left out. */
  static Map<String, Integer> numbers(Run run, int round, List<PromptTokens> prompts) {
    Map<String, Integer> numbers = new HashMap<>();
    if (in(run.config(), round)) {
      of(run, round, prompts).forEach(replay -> numbers.merge(replay.promptId(), 1, Integer::sum));
    }
    return numbers;
  }

  private static boolean in(SoupConfig config, int round) {
    return round > 0 && config.replay().perGroup() > 0;
  }

  private static List<Replay> of(Run run, int round, List<PromptTokens> prompts) {
    SoupConfig config = run.config();
    ReplaySampler sampler =
        new ReplaySampler(RolloutSettings.replays(config), config.seed(), round);
    List<String> ids = prompts.stream().map(PromptTokens::promptId).toList();
    try (History history = new History(run, round, prompts)) {
      return history
          .candidates()
          .groupByKey(new PositionPartitioner(config.rollout().partitions()))
          .flatMap(new Choice(sampler, ids, config.rollout().groupSize()))
          .collect();
    }
  }

  private record Choice(ReplaySampler sampler, List<String> promptIds, int groupSize)
      implements FlatMapFunction<Tuple2<Integer, Iterable<HistoryRollout>>, Replay> {
    @Override
    public Iterator<Replay> call(Tuple2<Integer, Iterable<HistoryRollout>> history) {
      String promptId = promptIds.get(history._1());
      List<PrefixCandidate> candidates = new ArrayList<>();
      history._2().forEach(rollout -> candidates.add(rollout.candidate()));
      List<PrefixCandidate> chosen = sampler.choose(promptId, candidates);
      List<Replay> replays = new ArrayList<>();
      for (PrefixCandidate candidate : chosen) {
        int index = groupSize - chosen.size() + replays.size();
        replays.add(new Replay(promptId, candidate.rolloutId(), index));
      }
      return replays.iterator();
    }
  }
}
