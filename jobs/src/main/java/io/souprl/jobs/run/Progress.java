package io.souprl.jobs.run;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.util.LongAccumulator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.collection.JavaConverters;

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
  private final Running running;
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
    this.running = new Running(done.id(), tokens.id());
    context.addSparkListener(running);
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
    line();
    stalls.look(
        done.sum() + tokens.sum() + modelNanos.sum() + running.done.get() + running.tokens.get());
  }

  private void line() {
    long units = Math.min(total, done.sum() + running.done.get());
    double seconds = (System.nanoTime() - start) / 1e9;
    long made = tokens.sum() + running.tokens.get();
    long rate = Math.round((made == 0 ? units : made) / seconds);
    String left = units == 0 ? "?" : Math.round(seconds / units * (total - units)) + " s";
    String of = made == 0 ? unit : "tokens";
    LOG.info("{}: {}/{} {}, {} {}/s, {} left", title, units, total, unit, rate, of, left);
  }

  @Override
  public void close() {
    lines.cancel(true);
    timer.shutdownNow();
    context.removeSparkListener(running);
    stalls.close();
  }

  /** Sums of the tasks that are still at work. */
  private static final class Running extends SparkListener {
    private final long doneId;
    private final long tokensId;
    private final AtomicLong done = new AtomicLong();
    private final AtomicLong tokens = new AtomicLong();

    private Running(long doneId, long tokensId) {
      this.doneId = doneId;
      this.tokensId = tokensId;
    }

    @Override
    public void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate update) {
      done.set(sum(update, doneId));
      tokens.set(sum(update, tokensId));
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
      done.set(0);
      tokens.set(0);
    }

    private static long sum(SparkListenerExecutorMetricsUpdate update, long id) {
      return JavaConverters.seqAsJavaList(update.accumUpdates().toSeq()).stream()
          .flatMap(task -> JavaConverters.seqAsJavaList(task._4().toSeq()).stream())
          .filter(info -> info.id() == id && info.update().isDefined())
          .mapToLong(info -> ((Number) info.update().get()).longValue())
          .sum();
    }
  }
}
