package io.souprl.jobs.rollout;

import io.souprl.config.SoupConfig;
import io.souprl.error.InputErrors;
import io.souprl.jobs.run.Run;
import io.souprl.soup.PrefixCandidate;
import io.souprl.soup.ReplaySampler;
import io.souprl.soup.ReplaySettings;
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

  /**
   * The choice for the prompts that have rollouts in a round; none where replay is off.
   *
   * @throws io.souprl.error.InputException when it does not fill the places that the rollout stage
   *     has left, because scores have changed since
   */
  public static List<Replay> of(Run run, int round) {
    if (!in(run.config(), round)) {
      return List.of();
    }
    List<PromptTokens> prompts = new ArrayList<>();
    Map<String, Long> sampled = new HashMap<>();
    for (Row row :
        run.tables().read(TableName.ROLLOUTS, round).groupBy("prompt_id").count().collectAsList()) {
      prompts.add(new PromptTokens(prompts.size(), row.getString(0), new int[0]));
      sampled.put(row.getString(0), row.getLong(1));
    }
    List<Replay> replays = of(run, round, prompts);
    Map<String, Integer> numbers = numbers(replays);
    sampled.forEach(
        (promptId, rows) -> {
          int chosen = numbers.getOrDefault(promptId, 0);
          if (rows + chosen != run.config().rollout().groupSize()) {
            throw InputErrors.of(
                "round %d, prompt %s".formatted(round, promptId),
                "it has %d rollouts and its history gives %d to replay, which is not rollout.group-size (%d)"
                    .formatted(rows, chosen, run.config().rollout().groupSize()),
                "The scores of its history have changed since the rollout stage: train with the"
                    + " SoupRL version that sampled the round.");
          }
        });
    return replays;
  }

  /** How many places of each group are taken; prompts without any are left out. */
  static Map<String, Integer> numbers(Run run, int round, List<PromptTokens> prompts) {
    return in(run.config(), round) ? numbers(of(run, round, prompts)) : Map.of();
  }

  private static Map<String, Integer> numbers(List<Replay> replays) {
    Map<String, Integer> numbers = new HashMap<>();
    replays.forEach(replay -> numbers.merge(replay.promptId(), 1, Integer::sum));
    return numbers;
  }

  private static boolean in(SoupConfig config, int round) {
    return round > 0 && config.replay().perGroup() > 0;
  }

  private static List<Replay> of(Run run, int round, List<PromptTokens> prompts) {
    SoupConfig config = run.config();
    ReplaySampler sampler =
        new ReplaySampler(
            new ReplaySettings(
                config.replay().perGroup(),
                config.replay().outcome(),
                config.history().maxPerPrompt(),
                config.rollout().maxTokens()),
            config.seed(),
            round);
    List<String> ids = prompts.stream().map(PromptTokens::promptId).toList();
    try (History history = new History(run, round, prompts)) {
      return history
          .candidates()
          .mapValues(HistoryRollout::candidate)
          .groupByKey(new PositionPartitioner(config.rollout().partitions()))
          .flatMap(new Choice(sampler, ids, config.rollout().groupSize()))
          .collect();
    }
  }

  private record Choice(ReplaySampler sampler, List<String> promptIds, int groupSize)
      implements FlatMapFunction<Tuple2<Integer, Iterable<PrefixCandidate>>, Replay> {
    @Override
    public Iterator<Replay> call(Tuple2<Integer, Iterable<PrefixCandidate>> history) {
      String promptId = promptIds.get(history._1());
      List<PrefixCandidate> candidates = new ArrayList<>();
      history._2().forEach(candidates::add);
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
