package io.souprl.jobs.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.ScopeType;

/** The command line itself: what is inherited by every command, and their list. */
@Command(
    name = "souprl",
    description = "Batch reinforcement-learning rounds for language models as Spark jobs.",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = Version.class,
    usageHelpAutoWidth = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:done", "2:bad configuration or input", "1:failure"},
    subcommands = {
      QuickstartCommand.class,
      WarmupCommand.class,
      RoundCommand.class,
      NextCommand.class,
      RolloutCommand.class,
      ScoreCommand.class,
      TrainCommand.class,
      EvaluateCommand.class,
      ExperimentCommand.class,
      StatusCommand.class,
      ReportCommand.class,
      TrackCommand.class,
      MaintainCommand.class,
      ImportCommand.class,
      SqlCommand.class,
      ViewsCommand.class,
      GenerateCommand.class,
      LogprobsCommand.class,
      VerifyCommand.class,
      BenchCommand.class
    })
final class TopCommand {}
