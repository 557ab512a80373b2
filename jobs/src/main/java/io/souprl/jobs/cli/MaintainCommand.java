package io.souprl.jobs.cli;

import io.souprl.config.SoupConfig;
import io.souprl.jobs.maintenance.Maintenance;
import io.souprl.jobs.maintenance.MaintenanceOptions;
import java.io.PrintWriter;
import java.util.HashSet;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Keeps a run small. */
@Command(
    name = "maintain",
    description = {
      "Compact a run's tables and delete what its rounds no longer need.",
      "Policies stay that are the base, the newest, the best by pass@1 or pinned, and those that the"
          + " configuration reads: the KL reference and, with prefix.source=generated, the window's."
          + " Their rows in checkpoints stay in any case. Rollouts stay unless they are named.",
      "Deleted is deleted: look with --dry-run first."
    })
final class MaintainCommand implements Runnable {
  @Spec private CommandSpec spec;
  @Mixin private ConfigOptions options;

  @Option(names = "--dry-run", description = "Say what would be done, and do nothing.")
  private boolean dryRun;

  @Option(
      names = "--keep",
      paramLabel = "N",
      defaultValue = "1",
      description = "Newest policies that keep weights and optimizer state; default: 1.")
  private int keep;

  @Option(
      names = "--pin",
      paramLabel = "VERSION",
      split = ",",
      description = "Policies that keep both whatever their age, such as 3,7.")
  private Set<Integer> pinned = new HashSet<>();

  @Option(
      names = "--drop-rollouts-before",
      paramLabel = "ROUND",
      defaultValue = "0",
      description = "Also delete the rollouts of the rounds before this one.")
  private int rolloutsFrom;

  @Option(
      names = "--retain-hours",
      paramLabel = "HOURS",
      defaultValue = "168",
      description = {
        "Files that tables no longer name go when they are older; default: ${DEFAULT-VALUE}.",
        "Time travel goes back no further, and a query that runs longer may fail."
      })
  private int retainHours;

  @Override
  public void run() {
    SoupConfig config = options.load();
    MaintenanceOptions wanted =
        new MaintenanceOptions(keep, pinned, rolloutsFrom, retainHours, dryRun);
    RunTask.execute(
        "maintain",
        config,
        run -> {
          PrintWriter output = spec.commandLine().getOut();
          Maintenance.run(run, wanted).forEach(output::println);
          output.flush();
        });
  }
}
