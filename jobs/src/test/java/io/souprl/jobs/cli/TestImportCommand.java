package io.souprl.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TestImportCommand {
  @Test
  void refusesToImportNothingAndTwoThings() {
    Invocation refused =
        new Invocation(
            2,
            "",
            "import: it takes one thing at a time. Give either --prompts or --checkpoint.\n");
    assertThat(Invocation.of("import", "--run", "x")).isEqualTo(refused);
    assertThat(Invocation.of("import", "--run", "x", "--prompts", "p", "--checkpoint", "c"))
        .isEqualTo(refused);
  }

  @Test
  void refusesOptionsOfPromptsForACheckpoint() {
    assertThat(Invocation.of("import", "--run", "x", "--checkpoint", "c", "--split", "s").errors())
        .isEqualTo(
            "import: --split, --dataset and --verifier say nothing about a checkpoint. Leave them"
                + " out.\n");
  }

  @Test
  void needsARun() {
    assertThat(Invocation.of("import", "--prompts", "p.jsonl"))
        .isEqualTo(
            new Invocation(
                2,
                "",
                "run.dir: it is not set. Give it in the config file or with --set run.dir=PATH.\n"));
  }
}
