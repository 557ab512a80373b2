package io.souprl.config;

/** Where a run is and what it is called. */
public record RunConfig(
    @Key(
            value = "",
            doc =
                "Directory of the run: its tables, checkpoints and files. A local path or a "
                    + "Hadoop URI. Every command that works on a run needs it.")
        String dir,
    @Key(
            value = "",
            doc = "Name of the run, a column of every table. Empty: the last part of run.dir.")
        String id,
    @Key(
            value = "3600",
            doc =
                "A stage is stopped when nothing happens in its tasks for this long, and the hung "
                    + "ones are named. 0: never. It may change within a round.",
            unit = "seconds",
            min = 0,
            projectChoice = true)
        int stallTimeout) {}
