package io.souprl.jobs.status;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.souprl.jobs.run.RunHolder;
import io.souprl.table.StageName;
import java.util.LinkedHashMap;
import java.util.Map;

/** A {@link RunStatus} as one JSON object. */
final class StatusJson {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private StatusJson() {}

  static String render(RunStatus status) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("run_id", status.runId());
    object.put("directory", status.directory());
    object.put("holder", status.holder().map(StatusJson::holder).orElse(null));
    object.put("policy_version", status.policy().map(policy -> policy.version()).orElse(null));
    object.put("policy_uri", status.policy().map(policy -> policy.uri()).orElse(null));
    object.put("rounds_done", status.rounds());
    object.put("next_round", status.rounds());
    object.put("next_stage", status.next().text());
    object.put("stages_done", status.done().stream().map(StageName::text).toList());
    object.put("metrics", numbers(status.metrics()));
    object.put("evaluated_version", status.evaluated().orElse(null));
    object.put("evaluations", numbers(status.evaluations()));
    object.put("bytes", status.bytes());
    object.put("leftovers", status.leftovers());
    object.put("leftover_bytes", status.leftoverBytes());
    try {
      return MAPPER.writeValueAsString(object) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write the status as JSON", e);
    }
  }

  private static Map<String, Object> holder(RunHolder holder) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("name", holder.name());
    object.put("sign", holder.sign().toString());
    object.put("alive", holder.alive().orElse(null));
    return object;
  }

  /** JSON has no NaN. */
  private static Map<String, Object> numbers(Map<String, Double> values) {
    Map<String, Object> numbers = new LinkedHashMap<>();
    values.forEach((name, value) -> numbers.put(name, Double.isFinite(value) ? value : null));
    return numbers;
  }
}
