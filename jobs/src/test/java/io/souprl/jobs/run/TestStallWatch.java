package io.souprl.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.souprl.jobs.LocalSpark;
import java.util.List;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;

class TestStallWatch {
  @Test
  void stopsAJobInWhichNothingHappensAndNamesItsTasks() {
    SparkContext spark = LocalSpark.session().sparkContext();
    try (Progress progress = new Progress(spark, "round 3 rollout", 2, "sequences", 1)) {
      assertThatThrownBy(() -> run(spark, 1))
          .hasMessageContaining("because nothing has happened in round 3 rollout for")
          .hasMessageContaining("(run.stall-timeout); at work: task 1 of stage ")
          .hasMessageContaining("(executor driver) for")
          .hasMessageContaining("The same command goes on from what is committed.");
      assertThat(run(spark, -1)).isEqualTo(2);
    }
  }

  /** A job of two tasks, one of which hangs until it is killed. */
  private static long run(SparkContext spark, int hanging) {
    return JavaSparkContext.fromSparkContext(spark)
        .parallelize(List.of(0, 1), 2)
        .map(
            number -> {
              while (number == hanging && !TaskContext.get().isInterrupted()) {
                Thread.sleep(50);
              }
              return number;
            })
        .count();
  }
}
