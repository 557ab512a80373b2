package io.souprl.jobs.maintenance;

import io.souprl.error.InputErrors;
import io.souprl.jobs.run.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What stays.
 *
 * @param newest newest policy versions that keep weights and optimiser state
 * @param pinned policy versions that keep both whatever their age
 * @param rolloutsFrom first round whose rollouts stay; 0 keeps all
 * @param retainHours age from which files go that tables no longer name, hours
 * @param dryRun whether to say what would be done and do nothing
 */
public record MaintenanceOptions(
    int newest, Set<Integer> pinned, int rolloutsFrom, int retainHours, boolean dryRun) {
  /** Refuses what the run does not have or still works on, all problems at once. */
  void check(Run run) {
    List<String> problems = new ArrayList<>();
    if (newest < 1) {
      problems.add("--keep: cannot keep %d versions. Keep 1 or more.".formatted(newest));
    }
    if (retainHours < 0) {
      problems.add("--retain-hours: %d is below 0. Use 0 or more.".formatted(retainHours));
    }
    for (int version : new TreeSet<>(pinned)) {
      if (run.checkpoints().find(version).isEmpty()) {
        problems.add(
            "--pin: there is no policy version %d. Versions go from 0 to %d."
                .formatted(version, run.checkpoints().newest()));
      }
    }
    int next = run.ledger().nextRound();
    if (rolloutsFrom < 0 || rolloutsFrom > next) {
      problems.add(
          "--drop-rollouts-before: round %d is not between 0 and %d. Rounds from %d on are not complete and keep theirs."
              .formatted(rolloutsFrom, next, next));
    }
    if (!problems.isEmpty()) {
      throw InputErrors.all(problems);
    }
  }
}
