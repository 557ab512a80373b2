package io.souprl.jobs.maintenance;

import io.souprl.checkpoint.CheckpointDirectory;
import io.souprl.checkpoint.ModelConfig;
import io.souprl.jobs.table.RunDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * The directories of policies below run.dir that are no longer needed. Others are not looked at.
 */
final class PolicyFiles {
  private static final Pattern NAME = Pattern.compile("\\d{6}-[0-9a-f]{12}");

  private final RunDirectory directory;
  private final List<Path> unneeded = new ArrayList<>();
  private final List<Path> leftovers = new ArrayList<>();
  private final List<Path> optimizers = new ArrayList<>();

  PolicyFiles(RunDirectory directory, KeptPolicies kept) {
    this.directory = directory;
    Set<String> registered = kept.registered();
    Set<String> needed = kept.directories();
    Set<String> resumable = kept.withOptimizerState();
    for (Path policy : policies(directory)) {
      Path optimizer = new Path(policy, CheckpointDirectory.OPTIMIZER_FILE_NAME);
      if (!registered.contains(policy.getName())) {
        leftovers.add(policy);
      } else if (!needed.contains(policy.getName())) {
        unneeded.add(policy);
      } else if (!resumable.contains(policy.getName()) && directory.exists(optimizer)) {
        optimizers.add(optimizer);
      }
    }
  }

  private List<Path> policies(RunDirectory directory) {
    if (!directory.exists(directory.policies())) {
      return List.of();
    }
    try {
      List<Path> policies = new ArrayList<>();
      for (FileStatus entry : directory.files().listStatus(directory.policies())) {
        if (entry.isDirectory() && NAME.matcher(entry.getPath().getName()).matches()) {
          policies.add(entry.getPath());
        }
      }
      return policies;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list " + directory.policies(), e);
    }
  }

  /** Directories of registered versions that are not kept. */
  List<Path> unneeded() {
    return unneeded;
  }

  /** Directories that no version names: a process was killed before it registered them. */
  List<Path> leftovers() {
    return leftovers;
  }

  /** Optimiser states beside weights that are kept. */
  List<Path> optimizers() {
    return optimizers;
  }

  long bytes(List<Path> paths) {
    return paths.stream().mapToLong(directory::bytes).sum();
  }

  /** What is cut short here is no checkpoint any more, and goes the next time. */
  void delete() {
    for (List<Path> paths : List.of(unneeded, leftovers)) {
      paths.forEach(path -> directory.delete(new Path(path, ModelConfig.FILE_NAME)));
      paths.forEach(directory::delete);
    }
    optimizers.forEach(directory::delete);
  }
}
