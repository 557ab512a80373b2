package io.souprl.jobs.imports;

import io.souprl.jobs.run.Run;
import io.souprl.table.TableName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the configuration gives a run that has nothing yet. */
public final class RunInputs {
  private static final Logger LOG = LoggerFactory.getLogger(RunInputs.class);

  private RunInputs() {}

  /**
   * Imports {@code data.prompts} into a run without prompts, and {@code model.checkpoint} as the
   * base policy into a run without one. Does nothing for keys that are empty.
   */
  public static void ensure(Run run) {
    String prompts = run.config().data().prompts();
    if (!prompts.isEmpty() && run.tables().read(TableName.PROMPTS).isEmpty()) {
      PromptImport.run(run, PromptSource.of(prompts))
          .ifPresent(count -> LOG.info("imported prompts from {}: {}", prompts, count));
    }
    String checkpoint = run.config().model().checkpoint();
    if (!checkpoint.isEmpty() && run.checkpoints().find(0).isEmpty()) {
      CheckpointImport.run(run, checkpoint)
          .ifPresent(version -> LOG.info("imported {} as policy version 0", checkpoint));
    }
  }
}
