package io.souprl.jobs.rollout;

import io.souprl.config.SoupConfig;
import io.souprl.jobs.table.PolicyVersion;
import io.souprl.jobs.table.RowBuilder;
import io.souprl.soup.PrefixSettings;
import io.souprl.soup.ReplaySettings;
import java.io.Serializable;

/** What the tasks of one rollout stage share. */
record RolloutSettings(
    String runId,
    long seed,
    int round,
    PolicyVersion policy,
    int groupSize,
    int prefixedPerGroup,
    double temperature,
    int maxTokens,
    PrefixSettings prefixes,
    ReplaySettings replays,
    RowBuilder rows)
    implements Serializable {

  static RolloutSettings of(SoupConfig config, int round, PolicyVersion policy, RowBuilder rows) {
    return new RolloutSettings(
        config.runId(),
        config.seed(),
        round,
        policy,
        config.rollout().groupSize(),
        config.rollout().prefixedPerGroup(),
        config.rollout().temperature(),
        config.rollout().maxTokens(),
        new PrefixSettings(
            config.prefix().outcome(),
            config.prefix().select(),
            config.prefix().minFraction(),
            config.prefix().maxFraction(),
            config.history().maxPerPrompt(),
            config.rollout().maxTokens()),
        replays(config),
        rows);
  }

  /** How stored rollouts are replayed. */
  static ReplaySettings replays(SoupConfig config) {
    return new ReplaySettings(
        config.replay().perGroup(),
        config.replay().outcome(),
        config.history().maxPerPrompt(),
        config.rollout().maxTokens());
  }
}
