package io.souprl.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
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
    String refusal = "import: options of prompts say nothing about a checkpoint. Leave them out.\n";
    for (String option : List.of("--split=s", "--dedupe", "--format=gsm8k", "--system=short")) {
      assertThat(Invocation.of("import", "--run", "x", "--checkpoint", "c", option).errors())
          .isEqualTo(refusal);
    }
  }

  @Test
  void refusesToHoldOutFromASplitThatIsNamed() {
    assertThat(
            Invocation.of("import", "--run=x", "--prompts=p", "--split=train", "--held-out=0.1")
                .errors())
        .isEqualTo("--held-out: --split names a split for all rows. Give one of the two.\n");
    assertThat(Invocation.of("import", "--run=x", "--prompts=p", "--held-out=1.5").exitCode())
        .isEqualTo(2);
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
