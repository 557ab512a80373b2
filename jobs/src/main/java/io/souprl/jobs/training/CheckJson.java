package io.souprl.jobs.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.souprl.soup.DriftVerdict;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** A {@link TrainingCheck} as one JSON object with the names of tables and metrics. */
final class CheckJson {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private CheckJson() {}

  static String render(TrainingCheck check) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("run_id", check.runId());
    object.put("round", check.round());
    object.put("passes", check.passes());
    object.put("trained", check.trained());
    object.put("changed_keys", check.changedKeys());
    object.put("rollouts", check.counts().rollouts());
    object.put("responses", check.counts().responses());
    object.put("scored", check.counts().scored());
    object.put("groups", check.counts().groups());
    object.put("live_groups", check.counts().liveGroups());
    object.put("zero_variance_groups", check.counts().zeroVarianceGroups());
    object.put("steps", check.counts().steps());
    object.put("empty_steps", check.counts().emptySteps());
    Map<String, Object> tokens = new LinkedHashMap<>();
    tokens.put("all", tokens(check.all()));
    tokens.put("prefix", tokens(check.prefix()));
    tokens.put("continuation", tokens(check.continuation()));
    object.put("tokens", tokens);
    Map<String, Object> metrics = new LinkedHashMap<>();
    check.metrics().forEach((name, value) -> metrics.put(name, number(value)));
    object.put("metrics", metrics);
    object.put("response_lengths", check.responseLengths().bars());
    object.put("history_lags", check.historyLags().bars());
    Map<String, Object> gate = new LinkedHashMap<>();
    gate.put("enabled", check.gateEnabled());
    gate.put("bounds", check.verdicts().stream().map(CheckJson::verdict).toList());
    object.put("gate", gate);
    try {
      return MAPPER.writeValueAsString(object) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write the check as JSON", e);
    }
  }

  private static Map<String, Object> tokens(TokenForecast forecast) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("count", forecast.ratios().tokens());
    values.put("ess", number(forecast.ratios().effectiveSampleFraction()));
    values.put("kl", number(forecast.ratios().kl()));
    values.put("k3_kl", number(forecast.ratios().k3Kl()));
    values.put("chi2_token", number(forecast.ratios().chiSquared()));
    values.put("ratio_mean", number(forecast.ratios().ratioMean()));
    values.put("clipfrac", number(forecast.loss().clipFraction()));
    values.put("clipfrac_high", number(forecast.loss().clipHighFraction()));
    values.put("clipfrac_low", number(forecast.loss().clipLowFraction()));
    values.put("clipfrac_lower", number(forecast.loss().dualClipFraction()));
    return values;
  }

  private static Map<String, Object> verdict(DriftVerdict verdict) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("key", verdict.key());
    values.put("tokens", verdict.scope().name().toLowerCase(Locale.ROOT));
    values.put("quantity", verdict.quantity());
    values.put("value", number(verdict.value()));
    values.put("side", verdict.side().name().toLowerCase(Locale.ROOT));
    values.put("bound", verdict.bound());
    values.put("passes", verdict.passes());
    return values;
  }

  private static Double number(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
