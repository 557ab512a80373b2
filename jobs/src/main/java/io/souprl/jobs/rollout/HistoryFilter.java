package io.souprl.jobs.rollout;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.exists;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import io.souprl.config.SoupConfig;
import io.souprl.jobs.table.SoundRollouts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;

/**
 * Why a stored rollout of the window is no candidate, under the names that the manifest counts them
 * by. The first reason that holds is the one that counts.
 */
final class HistoryFilter {
  private final Map<String, Column> reasons = new LinkedHashMap<>();

  HistoryFilter(SoupConfig config, HistoryWindow window) {
    reasons.put("history_failed", not(SoundRollouts.finished()));
    reasons.put("history_damaged", not(SoundRollouts.complete()));
    reasons.put(
        "history_other_temperature",
        not(SoundRollouts.atTemperature(config.rollout().temperature())));
    reasons.put("history_truncated_sampling", not(SoundRollouts.untruncated()));
    reasons.put("history_no_reward", col("reward").isNull());
    reasons.put("history_mixed", col("prefix_length").gt(0).and(lit(!config.history().mixed())));
    reasons.put(
        "history_outside_window",
        exists(col("segments"), segment -> segment.getField("policy_version").lt(window.oldest())));
  }

  /** All reasons, in their order. */
  List<String> names() {
    return List.copyOf(reasons.keySet());
  }

  /** The reason of a row, null for a candidate. */
  Column reason() {
    Column reason = null;
    for (Map.Entry<String, Column> entry : reasons.entrySet()) {
      reason =
          reason == null
              ? when(entry.getValue(), entry.getKey())
              : reason.when(entry.getValue(), entry.getKey());
    }
    return reason;
  }
}
