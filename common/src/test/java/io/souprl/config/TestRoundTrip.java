package io.souprl.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.souprl.config.Definition.KeyDefinition;
import io.souprl.soup.LossAggregation;
import io.souprl.soup.PolicyLoss;
import io.souprl.soup.PrefixLoss;
import io.souprl.soup.PrefixOutcome;
import io.souprl.soup.PrefixSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class TestRoundTrip {
  private static final List<KeyDefinition> KEYS = List.copyOf(SoupConfig.schema().keys().values());

  @Property(tries = 200)
  void readsBackWhatItWrites(@ForAll("configurations") SoupConfig config) {
    SoupConfig again = SoupConfig.parse(config.toYaml());
    assertThat(again).isEqualTo(config);
    assertThat(again.toYaml()).isEqualTo(config.toYaml());
    assertThat(again.hash()).isEqualTo(config.hash());
  }

  @Property(tries = 100)
  void differsExactlyWhenTheHashesDo(
      @ForAll("configurations") SoupConfig one, @ForAll("configurations") SoupConfig other) {
    assertThat(one.differences(other).isEmpty()).isEqualTo(one.hash().equals(other.hash()));
    assertThat(one.differences(other)).hasSameSizeAs(other.differences(one));
  }

  @Provide
  Arbitrary<SoupConfig> configurations() {
    return Combinators.combine(KEYS.stream().map(TestRoundTrip::values).toList())
        .as(TestRoundTrip::consistent);
  }

  private static Arbitrary<Object> values(KeyDefinition key) {
    Object example = key.defaultValue();
    double least = Math.max(key.key().min(), key.key().greaterThan());
    double most = Math.min(key.key().max(), key.key().lessThan());
    if (example instanceof Integer) {
      int low = Double.isFinite(least) ? (int) least : Integer.MIN_VALUE;
      int high = Double.isFinite(most) ? (int) most : Integer.MAX_VALUE;
      return Arbitraries.integers().between(low, high).map(value -> value);
    }
    if (example instanceof Long) {
      return Arbitraries.longs().map(value -> value);
    }
    if (example instanceof Double) {
      double high = Double.isFinite(most) ? most : Double.MAX_VALUE;
      return Arbitraries.doubles()
          .between(least, true, high, false)
          .ofScale(15)
          .map(value -> Range.of(key.key()).contains(value) ? (Object) (value + 0.0) : example);
    }
    if (key.path().equals("scoring.verifier")) {
      return Arbitraries.of("", "math", "regex(pattern='a, \"b\": (\\d+)')");
    }
    if (key.path().equals("tracking.mlflow-uri")) {
      return Arbitraries.of("", "http://host:5000", "https://host/a'b?c=\"d\"#e");
    }
    if (example instanceof String) {
      return Arbitraries.strings().ofMaxLength(12).map(value -> value);
    }
    return example instanceof Enum<?> choice
        ? Arbitraries.of((Object[]) choice.getDeclaringClass().getEnumConstants())
        : Arbitraries.of(true, false).map(value -> value);
  }

  /** Moves the values that cross-field rules tie together into their order. */
  private static SoupConfig consistent(List<Object> drawn) {
    Map<String, Object> values = new HashMap<>();
    for (int i = 0; i < KEYS.size(); i++) {
      values.put(KEYS.get(i).path(), drawn.get(i));
    }
    order(values, "rollout.prefixed-per-group", "rollout.group-size");
    values.merge("rollout.group-size", 2, (a, b) -> Math.max((int) a, (int) b));
    int plain =
        (int) values.get("rollout.group-size") - (int) values.get("rollout.prefixed-per-group");
    values.merge("replay.per-group", 0, (a, b) -> Math.max(0, Math.min((int) a, plain - 1)));
    order(values, "quickstart.min-numbers", "quickstart.max-numbers");
    order(values, "prefix.min-fraction", "prefix.max-fraction");
    order(values, "prefix.final-min-fraction", "prefix.final-max-fraction");
    if (values.get("loss.prefix-loss") == PrefixLoss.MASKED) {
      values.put("replay.per-group", 0);
    }
    if (values.get("prefix.source") == PrefixSource.GENERATED) {
      values.put("prefix.outcome", PrefixOutcome.ANY);
    }
    order(values, "rollout.min-pass-rate", "rollout.max-pass-rate");
    order(values, "reward.overlong-buffer", "rollout.max-tokens");
    values.computeIfPresent("reward.correct-weight", (key, weight) -> 0.5 + (double) weight);
    values.computeIfPresent(
        "training.keep-zero-variance",
        (key, kept) -> (boolean) kept && (double) values.get("rollout.oversample") == 1);
    for (String gate :
        List.of("training.gate", "training.gate.prefix", "training.gate.continuation")) {
      order(values, gate + ".min-mean-ratio", gate + ".max-mean-ratio");
    }
    int step = (int) values.get("training.groups-per-step") % 1000 + 1;
    values.put("training.groups-per-step", step);
    values.put("rollout.prompts-per-round", step * 7);
    values.computeIfPresent("loss.dual-clip", (key, clip) -> 1.5 + (double) clip);
    if (values.get("loss.policy-loss") == PolicyLoss.GSPO) {
      values.put("loss.aggregation", LossAggregation.SEQ_MEAN_TOKEN_MEAN);
    }
    for (String optimizer : List.of("training.optimizer", "warmup.optimizer")) {
      values.put(optimizer + ".warmup-steps", 5);
      values.computeIfPresent(optimizer + ".total-steps", (key, steps) -> Math.max(6, (int) steps));
    }
    return (SoupConfig) SoupConfig.schema().root().build(values::get);
  }

  @SuppressWarnings("unchecked")
  private static void order(Map<String, Object> values, String small, String large) {
    Comparable<Object> first = (Comparable<Object>) values.get(small);
    Object second = values.get(large);
    if (first.compareTo(second) > 0) {
      values.put(small, second);
      values.put(large, first);
    }
  }
}
