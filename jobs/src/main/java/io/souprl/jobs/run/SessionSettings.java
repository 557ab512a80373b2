package io.souprl.jobs.run;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.spark.sql.RuntimeConfig;
import org.apache.spark.sql.SparkSession;

/** Settings of a session that hold for one piece of work. */
public final class SessionSettings {
  private SessionSettings() {}

  /** Does the work under these settings; afterwards the session has those that it had before. */
  public static <T> T during(SparkSession spark, Map<String, String> settings, Supplier<T> work) {
    RuntimeConfig conf = spark.conf();
    Map<String, String> before = new HashMap<>();
    settings.keySet().stream()
        .filter(conf::contains)
        .forEach(key -> before.put(key, conf.get(key)));
    settings.forEach(conf::set);
    try {
      return work.get();
    } finally {
      settings.keySet().forEach(conf::unset);
      before.forEach(conf::set);
    }
  }
}
