package io.souprl.jobs.rollout;

import io.souprl.config.SoupConfig;
import io.souprl.jobs.table.PolicyVersion;
import io.souprl.jobs.table.RowBuilder;
import io.souprl.soup.PrefixFractions;
import io.souprl.soup.PrefixSettings;
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
    RowBuilder rows)
    implements Serializable {

  static RolloutSettings of(SoupConfig config, int round, PolicyVersion policy, RowBuilder rows) {
    PrefixFractions fractions = config.prefix().lengths().at(round);
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
            fractions.min(),
            fractions.max(),
            config.history().maxPerPrompt(),
            config.rollout().maxTokens()),
        rows);
  }
}
