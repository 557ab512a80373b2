package io.souprl.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.TaskInfo;
import org.apache.spark.scheduler.TaskLocality;
import org.junit.jupiter.api.Test;
import scala.Option;
import scala.Some;
import scala.Tuple4;
import scala.collection.JavaConverters;
import scala.collection.Seq;
import scala.collection.immutable.Map$;

class TestRunningSum {
  private static final long ACCUMULATOR = 7;

  private final RunningSum sum = new RunningSum(ACCUMULATOR);

  @Test
  void heartbeatsOfSeveralExecutorsAreAdded() {
    sum.onExecutorMetricsUpdate(heartbeat("0", Map.of(1L, 10L)));
    sum.onExecutorMetricsUpdate(heartbeat("1", Map.of(2L, 5L, 3L, 1L)));
    assertThat(sum.sum()).isEqualTo(16);
    sum.onExecutorMetricsUpdate(heartbeat("0", Map.of(1L, 10L)));
    assertThat(sum.sum()).as("nothing has happened").isEqualTo(16);
    sum.onTaskEnd(end(2));
    sum.onExecutorMetricsUpdate(heartbeat("1", Map.of(3L, 4L)));
    assertThat(sum.sum()).as("task 2 has ended").isEqualTo(14);
  }

  @Test
  void heartbeatsOfTheDriverDoNotHideThoseOfTasksBesideIt() {
    sum.onExecutorMetricsUpdate(heartbeat("driver", Map.of(1L, 10L)));
    sum.onExecutorMetricsUpdate(heartbeat("driver", Map.of()));
    assertThat(sum.sum()).isEqualTo(10);
  }

  @Test
  void aLateHeartbeatDoesNotCountAnEndedTaskAgain() {
    sum.onExecutorMetricsUpdate(heartbeat("0", Map.of(1L, 10L)));
    sum.onTaskEnd(end(1));
    sum.onExecutorMetricsUpdate(heartbeat("0", Map.of(1L, 10L)));
    assertThat(sum.sum()).isZero();
  }

  private static SparkListenerTaskEnd end(long task) {
    TaskInfo info =
        new TaskInfo(task, 0, 0, 0, 0L, "0", "localhost", TaskLocality.PROCESS_LOCAL(), false);
    return new SparkListenerTaskEnd(0, 0, "ResultTask", null, info, null, null);
  }

  private static SparkListenerExecutorMetricsUpdate heartbeat(
      String executor, Map<Long, Long> counts) {
    List<Tuple4<Object, Object, Object, Seq<AccumulableInfo>>> tasks =
        counts.entrySet().stream()
            .map(
                task ->
                    new Tuple4<Object, Object, Object, Seq<AccumulableInfo>>(
                        task.getKey(), 0, 0, info(task.getValue())))
            .toList();
    return new SparkListenerExecutorMetricsUpdate(
        executor, JavaConverters.asScalaBuffer(tasks).toList(), Map$.MODULE$.empty());
  }

  private static Seq<AccumulableInfo> info(long count) {
    AccumulableInfo of =
        new AccumulableInfo(
            ACCUMULATOR,
            Option.empty(),
            new Some<>(count),
            Option.empty(),
            true,
            false,
            Option.empty());
    return JavaConverters.asScalaBuffer(List.of(of)).toList();
  }
}
