package io.souprl.task;

import java.util.List;

/**
 * Problems for evaluation and for training, without one in common.
 *
 * @param test held out
 * @param train to train on
 */
public record CountdownSplit(List<CountdownProblem> test, List<CountdownProblem> train) {

  public CountdownSplit {
    test = List.copyOf(test);
    train = List.copyOf(train);
  }
}
