package io.souprl.jobs.round;

import io.souprl.jobs.cli.Main;
import io.souprl.jobs.evaluation.EvaluationStage;
import io.souprl.jobs.rollout.RolloutStage;
import io.souprl.jobs.run.Run;
import io.souprl.jobs.run.Stages;
import io.souprl.jobs.scoring.ScoringStage;
import io.souprl.jobs.training.TrainingStage;

/** Runs the stages of a round that are not done yet, in order. */
public final class RoundJob {
  private RoundJob() {}

  /** Rollout, scoring, training and, when it is this round's turn, evaluation. */
  public static void run(Run run, int round) {
    Stages.run(run, new RolloutStage(), round);
    Stages.run(run, new ScoringStage(), round);
    Stages.run(run, new TrainingStage(), round);
    int every = run.config().evaluation().every();
    if (every > 0 && (round + 1) % every == 0) {
      Stages.run(run, new EvaluationStage(), round);
    }
  }

  /** {@code spark-submit --class io.souprl.jobs.round.RoundJob}: same as {@code souprl round}. */
  public static void main(String[] arguments) {
    Main.main("round", arguments);
  }
}
