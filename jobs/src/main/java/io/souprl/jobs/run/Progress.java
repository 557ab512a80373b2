package io.souprl.jobs.run;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkContext;
import org.apache.spark.util.LongAccumulator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A progress line a few seconds apart: done of total, tokens (or units, where there are none) a
 * second, time left. Tasks add to two accumulators, whose running values come with the executors'
 * heartbeats.
 */
public final class Progress implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Progress.class);
  private static final long SECONDS_BETWEEN_LINES = 5;

  /** As a stall timeout: work may stand still. */
  public static final int NO_LIMIT = 0;

  private final String title;
  private final long total;
  private final String unit;
  private final SparkContext context;
  private final LongAccumulator done;
  private final LongAccumulator tokens;
  private final LongAccumulator modelNanos;
  private final RunningSum doneByRunning;
  private final RunningSum tokensByRunning;
  private final StallWatch stalls;
  private final ScheduledExecutorService timer;
  private final ScheduledFuture<?> lines;
  private final long start = System.nanoTime();

  /**
   * Of a run's work, under the limit of its configuration.
   *
   * @param title what is under way, such as "round 3 rollout"
   * @param total units of work in all
   * @param unit what they are, such as "sequences"
   */
  public Progress(Run run, String title, long total, String unit) {
    this(run.spark().sparkContext(), title, total, unit, run.config().run().stallTimeout());
  }

  /**
   * @param stallTimeout seconds without any progress after which the jobs of this thread are
   *     stopped, or {@link #NO_LIMIT}
   */
  public Progress(SparkContext context, String title, long total, String unit, int stallTimeout) {
    this.title = title;
    this.total = total;
    this.unit = unit;
    this.context = context;
    this.done = context.longAccumulator(title + " " + unit);
    this.tokens = context.longAccumulator(title + " tokens");
    this.modelNanos = context.longAccumulator(title + " model ns");
    this.doneByRunning = new RunningSum(done.id());
    this.tokensByRunning = new RunningSum(tokens.id());
    context.addSparkListener(doneByRunning);
    context.addSparkListener(tokensByRunning);
    this.stalls = new StallWatch(context, title, stallTimeout);
    this.timer = Timers.daemon("souprl-progress");
    this.lines =
        timer.scheduleAtFixedRate(
            this::look, SECONDS_BETWEEN_LINES, SECONDS_BETWEEN_LINES, TimeUnit.SECONDS);
  }

  /** Units done; tasks add to it. */
  public LongAccumulator done() {
    return done;
  }

  /** Tokens processed; tasks add to it. */
  public LongAccumulator tokens() {
    return tokens;
  }

  /** Nanoseconds that tasks spent in the model; tasks add to it. */
  public LongAccumulator modelNanos() {
    return modelNanos;
  }

  /** Seconds that the model was at work, with this many tasks at a time. */
  public double modelSeconds(int tasksAtATime) {
    return modelNanos.sum() / 1e9 / tasksAtATime;
  }

  private void look() {
    long units = done.sum() + doneByRunning.sum();
    long made = tokens.sum() + tokensByRunning.sum();
    line(Math.min(total, units), made);
    stalls.look(units + made + modelNanos.sum());
  }

  private void line(long units, long made) {
    double seconds = (System.nanoTime() - start) / 1e9;
    long rate = Math.round((made == 0 ? units : made) / seconds);
    String left = units == 0 ? "?" : Math.round(seconds / units * (total - units)) + " s";
    String of = made == 0 ? unit : "tokens";
    LOG.info("{}: {}/{} {}, {} {}/s, {} left", title, units, total, unit, rate, of, left);
  }

  @Override
  public void close() {
    lines.cancel(true);
    timer.shutdownNow();
    context.removeSparkListener(doneByRunning);
    context.removeSparkListener(tokensByRunning);
    stalls.close();
  }
}
