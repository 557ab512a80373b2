package io.souprl.jobs.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A contender in the race: its settings, its figures, or why it has none. */
final class Entry {
  private static final Logger LOG = LoggerFactory.getLogger(Entry.class);
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private record Trial(Map<String, Object> settings, Measurement result, String error) {}

  private final Contender contender;
  private final SequenceGroups groups;
  private final List<Trial> trials = new ArrayList<>();
  private final List<Measurement> repeats = new ArrayList<>();
  private Map<String, Object> settings = Map.of();
  private String error;

  Entry(Contender contender, SequenceGroups groups) {
    this.contender = contender;
    this.groups = groups;
  }

  String name() {
    return contender.name();
  }

  List<Measurement> repeats() {
    return repeats;
  }

  boolean runs() {
    return error == null;
  }

  /** Warms up on the first prompts, and picks the fastest settings on some more. */
  void prepare(int warmupPrompts, int calibrationPrompts) {
    List<Map<String, Object>> candidates = contender.candidates();
    settings = candidates.get(0);
    run(() -> measure("warm-up", warmupPrompts, settings));
    if (candidates.size() == 1) {
      return;
    }
    error = null;
    for (Map<String, Object> candidate : candidates) {
      trials.add(attempt(candidate, calibrationPrompts));
    }
    trials.stream()
        .filter(trial -> trial.result() != null)
        .max(
            (one, other) ->
                Double.compare(one.result().tokensPerSecond(), other.result().tokensPerSecond()))
        .ifPresentOrElse(
            best -> settings = best.settings(),
            () -> error = trials.get(trials.size() - 1).error());
  }

  private Trial attempt(Map<String, Object> candidate, int prompts) {
    try {
      return new Trial(candidate, measure("calibration", prompts, candidate), null);
    } catch (ContenderException e) {
      LOG.warn("bench: {} with {} fails: {}", name(), candidate, e.getMessage());
      return new Trial(candidate, null, e.getMessage());
    }
  }

  /** One repeat of the whole workload; one that fails ends the race for this contender. */
  void repeat(int number) {
    run(() -> repeats.add(measure("repeat " + number, groups.size(), settings)));
  }

  private void run(Runnable work) {
    try {
      work.run();
    } catch (ContenderException e) {
      LOG.warn("bench: {} fails: {}", name(), e.getMessage());
      error = e.getMessage();
    }
  }

  private Measurement measure(String what, int prompts, Map<String, Object> chosen) {
    Measurement result = contender.measure(prompts, chosen);
    if (result.tokens() != groups.responseTokens(prompts)) {
      throw new ContenderException(
          "it made %d tokens instead of %d"
              .formatted(result.tokens(), groups.responseTokens(prompts)));
    }
    LOG.info(
        "bench: {}: {} with {}: {} tokens in {} s",
        what,
        name(),
        chosen,
        result.tokens(),
        "%.2f".formatted(result.seconds()));
    return result;
  }

  ObjectNode json() {
    ObjectNode node = MAPPER.createObjectNode().put("name", name());
    node.set("settings", MAPPER.valueToTree(settings));
    if (error != null) {
      node.put("error", error);
    } else {
      node.put("tokens", repeats.get(0).tokens());
      node.set("seconds", MAPPER.valueToTree(repeats.stream().map(Measurement::seconds).toList()));
      double[] speeds = repeats.stream().mapToDouble(Measurement::tokensPerSecond).toArray();
      node.set("tokens_per_second", Spread.of(speeds).json());
    }
    if (!trials.isEmpty()) {
      ArrayNode calibration = node.putArray("calibration");
      trials.forEach(trial -> calibration.add(json(trial)));
    }
    return node;
  }

  private static ObjectNode json(Trial trial) {
    ObjectNode node = MAPPER.createObjectNode();
    node.set("settings", MAPPER.valueToTree(trial.settings()));
    return trial.result() == null
        ? node.put("error", trial.error())
        : node.put("tokens_per_second", trial.result().tokensPerSecond());
  }
}
