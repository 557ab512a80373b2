package io.souprl.soup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** One case of golden/loss_cases.json in this package's terms. */
record LossCase(String name, JsonNode json) {

  static Stream<LossCase> all() {
    try (InputStream in = LossCase.class.getResourceAsStream("/golden/loss_cases.json")) {
      JsonNode cases = new ObjectMapper().readTree(in).get("cases");
      return StreamSupport.stream(cases.spliterator(), false)
          .map(json -> new LossCase(json.get("name").asText(), json));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The advantages of all sequences, group by group. */
  double[] advantages() {
    if (json.get("rewards").isNull()) {
      return doubles(json.get("advantages"));
    }
    AdvantageSettings settings =
        new AdvantageSettings(
            BaselineScope.GROUP,
            json.get("norm_std").asBoolean(),
            json.get("std_mode").asText().equals("sample")
                ? StandardDeviation.SAMPLE
                : StandardDeviation.POPULATION,
            json.get("std_eps").asDouble());
    TreeMap<Integer, List<Integer>> groups = new TreeMap<>();
    for (int i = 0; i < size(); i++) {
      groups.computeIfAbsent(json.get("group").get(i).asInt(), key -> new ArrayList<>()).add(i);
    }
    double[] advantages = new double[size()];
    for (List<Integer> members : groups.values()) {
      List<AdvantageSample> samples =
          members.stream()
              .map(i -> new AdvantageSample(json.get("rewards").get(i).asDouble(), false))
              .toList();
      double[] group = Advantages.of(settings, samples).advantage();
      for (int i = 0; i < group.length; i++) {
        advantages[members.get(i)] = group[i];
      }
    }
    return advantages;
  }

  List<LossSequence> sequences(DoubleUnaryOperator precision) {
    double[] advantages = advantages();
    return IntStream.range(0, size()).mapToObj(i -> sequence(i, advantages[i], precision)).toList();
  }

  private LossSequence sequence(int i, double advantage, DoubleUnaryOperator precision) {
    int length = IntStream.of(ints(json.get("response_mask").get(i))).sum();
    int prefixLength = IntStream.of(ints(json.get("is_prefix").get(i))).sum();
    double[] behaviour = tokens("logp_behaviour", i, length, precision);
    LossSequence sequence =
        LossSequence.of(
            tokens("logp_new", i, length, precision),
            behaviour,
            prefixLength,
            precision.applyAsDouble(advantage));
    if (json.get("tis_cap").isNull()) {
      return sequence;
    }
    double[] rollout = tokens("logp_rollout", i, length, precision);
    double cap = json.get("tis_cap").asDouble();
    return sequence.withWeights(
        IntStream.range(0, length)
            .mapToDouble(t -> Math.min(Math.exp(behaviour[t] - rollout[t]), cap))
            .toArray());
  }

  TokenLossSettings settings() {
    return new TokenLossSettings(
        json.get("prefix_grad").asBoolean() ? PrefixLoss.RATIO : PrefixLoss.MASKED,
        new ClipBounds(number("prefix_eps_low"), number("prefix_eps_high")),
        new ClipBounds(number("eps_low"), number("eps_high")),
        json.get("dual_clip").isNull() ? TokenLossSettings.NO_DUAL_CLIP : number("dual_clip"));
  }

  TokenLoss loss(List<LossSequence> sequences) {
    LossAggregation aggregation =
        switch (json.get("aggregation").asText()) {
          case "token-mean" -> LossAggregation.TOKEN_MEAN;
          case "seq-mean-token-mean" -> LossAggregation.SEQ_MEAN_TOKEN_MEAN;
          case "constant" -> LossAggregation.SEQ_MEAN_TOKEN_SUM_NORM;
          default -> throw new IllegalStateException("Cannot read the aggregation of " + name);
        };
    BatchCounts counts =
        sequences.stream()
            .map(s -> BatchCounts.of(settings(), s.prefixLength(), s.length()))
            .reduce(BatchCounts.NONE, BatchCounts::plus);
    return new TokenLoss(settings(), aggregation.normalizer(counts, json.get("const_len").asInt()));
  }

  JsonNode expected() {
    return json.get("expected");
  }

  static double[] doubles(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false)
        .mapToDouble(JsonNode::asDouble)
        .toArray();
  }

  private int size() {
    return json.get("logp_new").size();
  }

  private double number(String field) {
    return json.get(field).asDouble();
  }

  private double[] tokens(String field, int i, int length, DoubleUnaryOperator precision) {
    return IntStream.range(0, length)
        .mapToDouble(t -> precision.applyAsDouble(json.get(field).get(i).get(t).asDouble()))
        .toArray();
  }

  private static int[] ints(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).mapToInt(JsonNode::asInt).toArray();
  }

  @Override
  public String toString() {
    return name;
  }
}
