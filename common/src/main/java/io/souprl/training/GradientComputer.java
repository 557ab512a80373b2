package io.souprl.training;

import io.souprl.model.Decoder;
import io.souprl.model.GradientPass;
import io.souprl.model.TokenBatch;
import io.souprl.model.TokenGradients;
import io.souprl.model.TokenScores;
import io.souprl.model.TokenSequence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The gradient of a list of sequences: packed into micro-batches, which go round robin to a fixed
 * number of threads. Each thread adds up its own, and the threads' sums are added in order, so the
 * bits depend on the settings and never on timing.
 */
public final class GradientComputer implements AutoCloseable {
  private final List<GradientPass> passes = new ArrayList<>();
  private final ExecutorService executor;
  private final int tokensPerMicroBatch;
  private boolean failed;

  /** What the loss makes of one micro-batch. */
  public interface Objective<S> {
    /**
     * @param rows indices of the micro-batch's sequences
     * @param scores log-probabilities and entropies of all their response tokens, row after row
     * @param starts index of each row's first response token, plus the total at the end
     */
    Outcome<S> of(int[] rows, TokenScores scores, int[] starts);
  }

  /**
   * @param gradient d loss / d score of each response token
   * @param statistics whatever the caller collects
   */
  public record Outcome<S>(TokenGradients gradient, S statistics) {
    /** Of a loss that does not depend on entropies. */
    public Outcome(double[] logprobGradient, S statistics) {
      this(TokenGradients.ofLogprobs(logprobGradient), statistics);
    }
  }

  /**
   * @param decoder whose weights are read; it must outlive this computer
   * @param temperature divides the logits
   * @param threads micro-batches at work at a time
   * @param tokensPerMicroBatch padded tokens of a micro-batch at most
   */
  public GradientComputer(
      Decoder decoder, double temperature, int threads, int tokensPerMicroBatch) {
    AtomicInteger number = new AtomicInteger();
    this.executor =
        Executors.newFixedThreadPool(
            threads,
            task -> {
              Thread thread = new Thread(task, "souprl-gradient-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    this.tokensPerMicroBatch = tokensPerMicroBatch;
    for (int i = 0; i < threads; i++) {
      passes.add(new GradientPass(decoder, temperature));
    }
  }

  /**
   * Adds the gradient of the sequences to {@code sums}, one array a parameter. One caller at a
   * time. When it throws, {@code sums} is untouched and the computer can only be closed.
   *
   * @return the objective's statistics of each micro-batch, in order
   */
  public <S> List<S> add(List<TokenSequence> sequences, Objective<S> objective, float[][] sums) {
    if (failed) {
      throw new IllegalStateException("Cannot compute the gradient: an earlier call failed");
    }
    if (sequences.isEmpty()) {
      return List.of();
    }
    List<int[]> batches = TokenBatch.pack(sequences, budget(sequences));
    List<S> statistics = new ArrayList<>(java.util.Collections.nCopies(batches.size(), null));
    List<Callable<Void>> tasks = new ArrayList<>();
    for (int thread = 0; thread < passes.size(); thread++) {
      int first = thread;
      tasks.add(
          () -> {
            for (int i = first; i < batches.size(); i += passes.size()) {
              if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedException();
              }
              statistics.set(i, pass(passes.get(first), batches.get(i), sequences, objective));
            }
            return null;
          });
    }
    failed = true;
    runAll(tasks);
    failed = false;
    passes.forEach(pass -> pass.drainTo(sums));
    return statistics;
  }

  /** At least one micro-batch a thread, when there are rows enough to fill a batch each. */
  private int budget(List<TokenSequence> sequences) {
    int longest = sequences.stream().mapToInt(TokenSequence::length).max().orElseThrow();
    int rows =
        Math.max(TokenBatch.MINIMUM_ROWS, (sequences.size() + passes.size() - 1) / passes.size());
    return (int) Math.min(tokensPerMicroBatch, (long) rows * longest);
  }

  private static <S> S pass(
      GradientPass pass, int[] rows, List<TokenSequence> sequences, Objective<S> objective) {
    List<S> result = new ArrayList<>(1);
    pass.add(
        Arrays.stream(rows).mapToObj(sequences::get).toList(),
        (scores, starts) -> {
          Outcome<S> outcome = objective.of(rows, scores, starts);
          result.add(outcome.statistics());
          return outcome.gradient();
        });
    return result.isEmpty() ? null : result.get(0);
  }

  /** Returns or throws when no task runs any more, unless the caller is interrupted. */
  private void runAll(List<Callable<Void>> tasks) {
    try {
      for (Future<Void> task : executor.invokeAll(tasks)) {
        task.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("Cannot compute the gradient: " + e.getCause(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Cannot compute the gradient: interrupted", e);
    }
  }

  /** Waits for micro-batches at work: their native memory must not go while they use it. */
  @Override
  public void close() {
    executor.shutdownNow();
    boolean interrupted = false;
    while (!executor.isTerminated()) {
      try {
        executor.awaitTermination(1, TimeUnit.MINUTES);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    passes.forEach(GradientPass::close);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
