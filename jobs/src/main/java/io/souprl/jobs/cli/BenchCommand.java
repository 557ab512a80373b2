package io.souprl.jobs.cli;

import picocli.CommandLine.Command;

/** Measurements, one command each. */
@Command(
    name = "bench",
    description = {
      "Measure SoupRL and its peers on this machine.",
      "Every benchmark prints one JSON object; what it is at goes to the log."
    },
    subcommands = {
      BenchClusterCommand.class,
      BenchGenerateCommand.class,
      BenchPrefixesCommand.class,
      BenchRoundCommand.class,
      BenchTrainCommand.class,
      BenchVerifyCommand.class,
      BenchScoringCommand.class,
      BenchTablesCommand.class
    })
final class BenchCommand {}
