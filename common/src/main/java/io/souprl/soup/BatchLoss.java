package io.souprl.soup;

import java.util.List;

/**
 * A micro-batch's part in the loss of its optimiser batch.
 *
 * @param loss its term of the sum, already divided
 * @param gradients d loss / d log pi_theta of each token of each sequence, in the order given
 * @param statistics over all counted tokens
 */
public record BatchLoss(double loss, List<double[]> gradients, LossStatistics statistics) {
  static BatchLoss sum(List<SequenceLoss> sequences) {
    double loss = 0;
    LossStatistics statistics = LossStatistics.NONE;
    for (SequenceLoss sequence : sequences) {
      loss += sequence.loss();
      statistics = statistics.plus(sequence.statistics());
    }
    return new BatchLoss(loss, sequences.stream().map(SequenceLoss::gradient).toList(), statistics);
  }
}
