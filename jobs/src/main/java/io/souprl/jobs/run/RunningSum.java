package io.souprl.jobs.run;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import scala.collection.JavaConverters;

/**
 * What the tasks that are still at work have added to an accumulator, as the heartbeats of their
 * executors say: Spark adds a task's part to the accumulator only when the task ends.
 */
final class RunningSum extends SparkListener {
  private final long accumulator;
  private final Map<String, Map<Long, Long>> tasksOfExecutors = new ConcurrentHashMap<>();

  RunningSum(long accumulator) {
    this.accumulator = accumulator;
  }

  /** The sum over the running tasks of all executors. */
  long sum() {
    return tasksOfExecutors.values().stream()
        .flatMap(tasks -> tasks.values().stream())
        .mapToLong(Long::longValue)
        .sum();
  }

  @Override
  public void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate update) {
    Map<Long, Long> tasks = new ConcurrentHashMap<>();
    JavaConverters.seqAsJavaList(update.accumUpdates().toSeq())
        .forEach(
            task ->
                JavaConverters.seqAsJavaList(task._4().toSeq()).stream()
                    .filter(info -> info.id() == accumulator && info.update().isDefined())
                    .forEach(info -> tasks.put((Long) task._1(), count(info))));
    tasksOfExecutors.put(update.execId(), tasks);
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    Map<Long, Long> tasks = tasksOfExecutors.get(end.taskInfo().executorId());
    if (tasks != null) {
      tasks.remove(end.taskInfo().taskId());
    }
  }

  private static long count(AccumulableInfo info) {
    return ((Number) info.update().get()).longValue();
  }
}
