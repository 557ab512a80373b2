package io.souprl.jobs.bench;

import io.souprl.config.SoupConfig;
import io.souprl.jobs.imports.RunInputs;
import io.souprl.jobs.round.RoundJob;
import io.souprl.jobs.run.Run;
import io.souprl.table.TableName;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * Our rounds in a running application, with everything that belongs to them: tables, probe, gate,
 * manifest and checkpoint. They are plain GRPO, so that all tokens are sampled.
 */
record OwnRounds(Run run, int threads) implements Contender {
  static final String NAME = "souprl";

  /**
   * A new run.
   *
   * @param prompts file to import
   * @param threads tasks of a stage, and threads of training
   * @param budget padded tokens of a micro-batch
   */
  static Run open(
      SparkSession spark,
      Path checkpoint,
      Path prompts,
      Path directory,
      Rounds work,
      int threads,
      int budget) {
    Run run =
        Run.open(
            spark,
            SoupConfig.parse(
                "",
                List.of(
                    path("run.dir", directory),
                    path("model.checkpoint", checkpoint),
                    path("data.prompts", prompts),
                    "rollout.prompts-per-round=" + work.prompts(),
                    "rollout.group-size=" + Rounds.GROUP_SIZE,
                    "rollout.prefixed-per-group=0",
                    "rollout.max-tokens=" + Rounds.NEW_TOKENS,
                    "rollout.partitions=" + threads,
                    "scoring.partitions=" + threads,
                    "training.groups-per-step=" + work.prompts(),
                    "training.keep-zero-variance=true",
                    "training.threads=" + threads,
                    "training.tokens-per-micro-batch=" + budget,
                    "training.optimizer.learning-rate=" + Rounds.LEARNING_RATE,
                    "training.optimizer.max-grad-norm=" + Rounds.MAX_GRADIENT_NORM)));
    RunInputs.ensure(run);
    return run;
  }

  private static String path(String key, Path path) {
    return SoupConfig.override(key, path.toAbsolutePath().toString());
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Map<String, Object>> candidates() {
    return List.of(Map.of("threads", threads));
  }

  /** The next rounds of the run. */
  @Override
  public Measurement measure(int rounds, Map<String, Object> settings) {
    int first = run.ledger().nextRound();
    long start = System.nanoTime();
    for (int round = first; round < first + rounds; round++) {
      RoundJob.run(run, round);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    return new Measurement(generated(run, first), seconds);
  }

  /** Tokens that were sampled in this round and later ones. */
  static long generated(Run run, int first) {
    return run.tables()
        .read(TableName.ROLLOUTS)
        .where(functions.col("round").geq(first))
        .select(functions.sum(functions.size(functions.col("response_token_ids"))))
        .first()
        .getLong(0);
  }
}
