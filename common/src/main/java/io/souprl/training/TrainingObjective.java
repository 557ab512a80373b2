package io.souprl.training;

import io.souprl.model.TokenGradients;
import io.souprl.model.TokenScores;
import io.souprl.soup.BatchCounts;
import io.souprl.soup.LossAggregation;
import io.souprl.soup.LossSequence;
import io.souprl.soup.LossStatistics;
import io.souprl.soup.LossTerms;
import io.souprl.soup.SequenceLoss;
import io.souprl.soup.TokenLoss;
import io.souprl.soup.TokenLossSettings;
import io.souprl.training.RowFault.Quantity;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** What an optimiser step minimises. */
public sealed interface TrainingObjective extends Serializable {
  /** What one row adds to the counts of its batch. */
  BatchCounts counts(TrainingExample example);

  /** The objective on the rows of one step. */
  GradientComputer.Objective<StepStatistics> on(List<TrainingExample> rows, StepPlan plan);

  /**
   * SOUP's token loss.
   *
   * @param constantLength of seq-mean-token-sum-norm, in tokens
   */
  record Soup(TokenLossSettings settings, LossAggregation aggregation, int constantLength)
      implements TrainingObjective {
    @Override
    public BatchCounts counts(TrainingExample example) {
      return BatchCounts.of(settings, example.prefixLength(), example.responseLength());
    }

    @Override
    public GradientComputer.Objective<StepStatistics> on(
        List<TrainingExample> rows, StepPlan plan) {
      TokenLoss loss =
          new TokenLoss(settings, aggregation.normalizer(plan.counts(), constantLength));
      return (indices, scores, starts) -> {
        double[] gradient = new double[scores.logprobs().length];
        double[] entropyGradient = settings.entropyBonus() ? new double[gradient.length] : null;
        StepStatistics statistics = StepStatistics.NONE;
        for (int i = 0; i < indices.length; i++) {
          TrainingExample row = rows.get(indices[i]);
          if (!finite(scores, starts[i], starts[i + 1])) {
            statistics = statistics.plus(fault(row, Quantity.LOGPROBS));
            continue;
          }
          LossSequence sequence = sequence(row, scores, starts[i], starts[i + 1]);
          SequenceLoss result = loss.of(sequence);
          if (!Double.isFinite(result.loss())
              || !Arrays.stream(result.gradient()).allMatch(Double::isFinite)) {
            statistics = statistics.plus(fault(row, Quantity.LOSS));
            continue;
          }
          System.arraycopy(result.gradient(), 0, gradient, starts[i], sequence.length());
          if (entropyGradient != null) {
            System.arraycopy(
                result.entropyGradient(), 0, entropyGradient, starts[i], sequence.length());
          }
          statistics =
              statistics.plus(
                  new StepStatistics(
                      result.loss(),
                      result.terms(),
                      result.statistics(),
                      Arrays.stream(sequence.entropies()).sum(),
                      sequence.length(),
                      List.of()));
        }
        return new GradientComputer.Outcome<>(
            new TokenGradients(gradient, entropyGradient), statistics);
      };
    }

    private static LossSequence sequence(
        TrainingExample row, TokenScores scores, int from, int to) {
      return LossSequence.of(
              Arrays.copyOfRange(scores.logprobs(), from, to),
              row.behaviourLogprobs(),
              row.prefixLength(),
              row.advantage())
          .withEntropies(entropies(scores, from, to))
          .withReference(row.referenceLogprobs());
    }

    private static double[] entropies(TokenScores scores, int from, int to) {
      double[] values = new double[to - from];
      for (int i = 0; i < values.length; i++) {
        values[i] = scores.entropies()[from + i];
      }
      return values;
    }
  }

  /** Supervised fine-tuning: the mean negative log-likelihood of response tokens. */
  record NegativeLogLikelihood() implements TrainingObjective {
    @Override
    public BatchCounts counts(TrainingExample example) {
      return new BatchCounts(example.responseLength(), 1, 1);
    }

    @Override
    public GradientComputer.Objective<StepStatistics> on(
        List<TrainingExample> rows, StepPlan plan) {
      double weight = -1.0 / plan.counts().tokens();
      return (indices, scores, starts) -> {
        double[] gradient = new double[scores.logprobs().length];
        StepStatistics statistics = StepStatistics.NONE;
        for (int i = 0; i < indices.length; i++) {
          statistics =
              statistics.plus(
                  finite(scores, starts[i], starts[i + 1])
                      ? likelihood(scores, starts[i], starts[i + 1], weight, gradient)
                      : fault(rows.get(indices[i]), Quantity.LOGPROBS));
        }
        return new GradientComputer.Outcome<>(gradient, statistics);
      };
    }

    private static StepStatistics likelihood(
        TokenScores scores, int from, int to, double weight, double[] gradient) {
      Arrays.fill(gradient, from, to, weight);
      double loss = 0;
      double entropy = 0;
      for (int token = from; token < to; token++) {
        loss += weight * scores.logprobs()[token];
        entropy += scores.entropies()[token];
      }
      return new StepStatistics(
          loss, LossTerms.NONE, LossStatistics.NONE, entropy, to - from, List.of());
    }
  }

  private static StepStatistics fault(TrainingExample row, Quantity quantity) {
    return StepStatistics.of(List.of(RowFault.of(row, quantity)));
  }

  private static boolean finite(TokenScores scores, int from, int to) {
    return IntStream.range(from, to).allMatch(token -> Float.isFinite(scores.logprobs()[token]));
  }
}
