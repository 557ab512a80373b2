package io.souprl.jobs.run;

import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.scheduler.TaskInfo;
import scala.collection.JavaConverters;

/**
 * Stops the jobs of one thread when nothing happens in them for too long: a hung task would keep a
 * round, and the cluster's cores, for ever. Something happens when a task begins or ends, or when
 * what the tasks count grows.
 */
final class StallWatch extends SparkListener implements AutoCloseable {
  private static final String TAGS = "spark.job.tags";

  private final SparkContext context;
  private final String title;
  private final String tag;
  private final long limitNanos;
  private final Set<Integer> jobs = ConcurrentHashMap.newKeySet();
  private final Set<Integer> stages = ConcurrentHashMap.newKeySet();
  private final Map<Long, Task> tasks = new ConcurrentHashMap<>();
  private final AtomicLong newest = new AtomicLong(System.nanoTime());
  private long counted;

  private record Task(int stage, TaskInfo info) {
    @Override
    public String toString() {
      return "task %d of stage %d on %s (executor %s) for %d s"
          .formatted(
              info.index(),
              stage,
              info.host(),
              info.executorId(),
              (System.currentTimeMillis() - info.launchTime()) / 1000);
    }
  }

  /** Watches what the calling thread has under way from now on. */
  StallWatch(SparkContext context, String title, int limitSeconds) {
    this.context = context;
    this.title = title;
    this.tag = UUID.randomUUID().toString();
    this.limitNanos = limitSeconds * 1_000_000_000L;
    if (limitNanos > 0) {
      context.addJobTag(tag);
      context.addSparkListener(this);
    }
  }

  /**
   * Looks whether it is time to stop.
   *
   * @param count of whatever the tasks count; it matters whether it has changed
   */
  void look(long count) {
    if (count != counted || jobs.isEmpty()) {
      counted = count;
      newest.set(System.nanoTime());
    }
    long idle = System.nanoTime() - newest.get();
    if (limitNanos > 0 && idle > limitNanos) {
      String reason =
          "because nothing has happened in %s for %d s (run.stall-timeout); at work: %s. The same command goes on from what is committed."
              .formatted(
                  title,
                  idle / 1_000_000_000L,
                  tasks.values().stream()
                      .map(Task::toString)
                      .sorted()
                      .collect(Collectors.joining(", ")));
      jobs.forEach(job -> context.cancelJob(job, reason));
    }
  }

  @Override
  public void onJobStart(SparkListenerJobStart start) {
    if (start.properties().getProperty(TAGS, "").contains(tag)) {
      jobs.add(start.jobId());
      JavaConverters.seqAsJavaList(start.stageIds()).forEach(stage -> stages.add((Integer) stage));
      newest.set(System.nanoTime());
    }
  }

  @Override
  public void onJobEnd(SparkListenerJobEnd end) {
    if (jobs.remove(end.jobId())) {
      newest.set(System.nanoTime());
    }
  }

  @Override
  public void onTaskStart(SparkListenerTaskStart start) {
    if (stages.contains(start.stageId())) {
      tasks.put(start.taskInfo().taskId(), new Task(start.stageId(), start.taskInfo()));
      newest.set(System.nanoTime());
    }
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    if (tasks.remove(end.taskInfo().taskId()) != null) {
      newest.set(System.nanoTime());
    }
  }

  @Override
  public void close() {
    if (limitNanos > 0) {
      context.removeSparkListener(this);
      context.removeJobTag(tag);
    }
  }
}
