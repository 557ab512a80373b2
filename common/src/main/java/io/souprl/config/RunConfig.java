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
        String id) {}
