package io.souprl.jobs.experiment;

import io.souprl.error.InputErrors;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Which runs of an experiment are meant; an empty set stands for all.
 *
 * @param settings names of settings
 * @param algorithms names of algorithms
 * @param seeds seeds
 */
public record ExperimentSelection(Set<String> settings, Set<String> algorithms, Set<Long> seeds) {

  /** The runs that are meant, in their order. */
  List<ExperimentRun> of(List<ExperimentRun> runs) {
    requireKnown("--settings", settings, runs, ExperimentRun::setting);
    requireKnown("--algorithms", algorithms, runs, ExperimentRun::algorithm);
    requireKnown("--seeds", seeds, runs, ExperimentRun::seed);
    return runs.stream()
        .filter(run -> settings.isEmpty() || settings.contains(run.setting()))
        .filter(run -> algorithms.isEmpty() || algorithms.contains(run.algorithm()))
        .filter(run -> seeds.isEmpty() || seeds.contains(run.seed()))
        .toList();
  }

  private static <T extends Comparable<T>> void requireKnown(
      String option, Set<T> wanted, List<ExperimentRun> runs, Function<ExperimentRun, T> part) {
    Set<T> known = new TreeSet<>(runs.stream().map(part).toList());
    for (T name : wanted) {
      if (!known.contains(name)) {
        throw InputErrors.of(option, "the experiment has no " + name, "It has " + known + ".");
      }
    }
  }
}
