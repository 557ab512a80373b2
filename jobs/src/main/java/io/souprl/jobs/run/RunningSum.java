package io.souprl.jobs.run;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import scala.collection.JavaConverters;

/**
 * What the tasks that are still at work have added to an accumulator, as the heartbeats of their
 * executors say: Spark adds a task's part to the accumulator only when the task ends. A heartbeat
 * that does not name a task says nothing about it: on one machine the driver's own, which name
 * none, come under the same id as the executor's.
 */
final class RunningSum extends SparkListener {
  private final long accumulator;
  private final Map<Long, Long> running = new ConcurrentHashMap<>();
  private final Set<Long> ended = ConcurrentHashMap.newKeySet();

  RunningSum(long accumulator) {
    this.accumulator = accumulator;
  }

  /** The sum over the running tasks of all executors. */
  long sum() {
    return running.values().stream().mapToLong(Long::longValue).sum();
  }

  @Override
  public void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate update) {
    JavaConverters.seqAsJavaList(update.accumUpdates().toSeq())
        .forEach(
            task ->
                JavaConverters.seqAsJavaList(task._4().toSeq()).stream()
                    .filter(info -> info.id() == accumulator && info.update().isDefined())
                    .forEach(info -> put((Long) task._1(), count(info))));
  }

  /** A heartbeat may come after the end of a task that it was sent before. */
  private void put(long task, long count) {
    if (!ended.contains(task)) {
      running.put(task, count);
    }
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    ended.add(end.taskInfo().taskId());
    running.remove(end.taskInfo().taskId());
  }

  private static long count(AccumulableInfo info) {
    return ((Number) info.update().get()).longValue();
  }
}
