package io.souprl.jobs.rollout;

import io.souprl.config.SoupConfig;
import io.souprl.error.InputErrors;
import io.souprl.jobs.run.CheckpointFiles;
import io.souprl.jobs.run.Run;
import io.souprl.jobs.table.CheckpointRegistry;
import io.souprl.jobs.table.PolicyVersion;
import io.souprl.soup.PrefixSource;
import java.util.List;
import java.util.Objects;

/** What the past policies of a round must be, before any work. */
final class HistoryChecks {
  private HistoryChecks() {}

  static void check(Run run, int round) {
    if (round == 0) {
      return;
    }
    SoupConfig config = run.config();
    boolean prefixes = config.rollout().prefixedPerGroup() > 0;
    boolean history = prefixes || config.replay().perGroup() > 0;
    HistoryWindow window = HistoryWindow.of(run, round);
    List<PolicyVersion> past =
        history ? window.policies(run) : run.checkpoints().between(round - 1, round - 1);
    requireOneTokenizer(run.checkpoints(), round, past);
    if (prefixes && config.prefix().source() == PrefixSource.GENERATED) {
      requireFiles(config, round, past);
    }
  }

  /** Token ids of a prefix, and of the weights, mean something under one tokenizer only. */
  private static void requireOneTokenizer(
      CheckpointRegistry registry, int round, List<PolicyVersion> past) {
    String current = registry.tokenizerHash(round);
    for (int i = past.size() - 1; i >= 0; i--) {
      int version = past.get(i).version();
      String hash = registry.tokenizerHash(version);
      if (!Objects.equals(hash, current)) {
        throw InputErrors.of(
            "checkpoints, policy version " + round,
            "its tokenizer_hash is %s, that of version %d is %s: the tokenizer has changed in mid-run"
                .formatted(current, version, hash),
            version == round - 1
                ? "Put back the old tokenizer.json, or begin a new run with the new one."
                : lower(round, version) + ", or begin a new run with the new tokenizer.");
      }
    }
  }

  /** The newest one that is gone decides how far the window may reach. */
  private static void requireFiles(SoupConfig config, int round, List<PolicyVersion> past) {
    List<Integer> asked =
        config.prefix().select().versions(past.stream().map(PolicyVersion::version).toList());
    List<PolicyVersion> gone =
        past.stream()
            .filter(policy -> asked.contains(policy.version()))
            .filter(policy -> !CheckpointFiles.present(policy))
            .toList();
    if (gone.isEmpty()) {
      return;
    }
    PolicyVersion newest = gone.get(gone.size() - 1);
    throw InputErrors.of(
        "history.window",
        "%d reaches policy version %d, whose files are gone (%s)%s; prefix.source=generated needs them"
            .formatted(config.history().window(), newest.version(), newest.uri(), older(gone)),
        (newest.version() == round - 1
                ? "Restore them"
                : lower(round, newest.version()) + ", restore them")
            + ", or set prefix.source to stored.");
  }

  private static String older(List<PolicyVersion> gone) {
    return gone.subList(0, gone.size() - 1).stream()
        .map(policy -> Integer.toString(policy.version()))
        .reduce((left, right) -> left + ", " + right)
        .map(versions -> ", as are those of " + versions)
        .orElse("");
  }

  private static String lower(int round, int version) {
    return "Lower history.window to at most " + (round - 1 - version);
  }
}
