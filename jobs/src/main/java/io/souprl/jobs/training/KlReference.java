package io.souprl.jobs.training;

import io.souprl.config.KlConfig;
import io.souprl.error.InputErrors;
import io.souprl.jobs.run.CheckpointFiles;
import io.souprl.jobs.run.PolicySource;
import io.souprl.jobs.run.Run;
import io.souprl.jobs.table.PolicyVersion;
import io.souprl.model.ComputeType;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The policy that the KL term keeps the trained one near to. */
final class KlReference {
  private static final Logger LOG = LoggerFactory.getLogger(KlReference.class);

  private KlReference() {}

  /** Refuses a reference that the run does not have when the round begins. */
  static void check(Run run, int round) {
    KlConfig kl = run.config().loss().kl();
    if (kl.coefficient() == 0) {
      return;
    }
    Optional<PolicyVersion> reference =
        kl.reference() > round ? Optional.empty() : run.checkpoints().find(kl.reference());
    if (reference.isEmpty()) {
      throw InputErrors.of(
          "loss.kl.reference",
          "round %d has no policy version %d behind it".formatted(round, kl.reference()),
          "Use a version from 0 (the base) to " + round + ".");
    }
    if (!CheckpointFiles.present(reference.get())) {
      throw InputErrors.of(
          "loss.kl.reference",
          "the files of policy version %d are gone (%s)"
              .formatted(kl.reference(), reference.get().uri()),
          "Restore them, or use another version.");
    }
  }

  /**
   * The rows with their log-probabilities under the reference, at the temperature that they were
   * sampled at and in the number type that training computes in; with none when the KL term is off.
   */
  static JavaRDD<ScoredRollout> score(Run run, JavaRDD<GroupedRollout> rows) {
    KlConfig kl = run.config().loss().kl();
    if (kl.coefficient() == 0) {
      return rows.map(row -> new ScoredRollout(row, new float[0]));
    }
    LOG.info("log-probabilities of policy version {} are computed for the KL term", kl.reference());
    return new PolicyScoring(
            PolicySource.of(run.checkpoints().version(kl.reference())),
            ComputeType.FLOAT32,
            run.config().rollout().temperature(),
            run.config().training().tokensPerMicroBatch(),
            GroupedRollout::included)
        .score(rows);
  }
}
