package io.souprl.jobs.run;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerApplicationEnd;

/**
 * Frees the policies of the driver's process at the end of its Spark application. With a local
 * master tasks run there, and the process may live on; executors end with the application and give
 * everything back as processes do.
 */
public final class PolicyRelease extends SparkListener {
  private static final Set<String> APPLICATIONS = ConcurrentHashMap.newKeySet();

  PolicyRelease() {}

  /** Sees to it once an application, however often it is asked to. */
  public static void atEndOf(SparkContext context) {
    if (APPLICATIONS.add(context.applicationId())) {
      context.addSparkListener(new PolicyRelease());
    }
  }

  @Override
  public void onApplicationEnd(SparkListenerApplicationEnd end) {
    PolicyCache.clear();
  }
}
