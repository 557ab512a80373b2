package io.souprl.jobs.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A contender in the race: its settings, its figures, or why it has none. */
final class Entry {
  private static final Logger LOG = LoggerFactory.getLogger(Entry.class);
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private record Trial(Map<String, Object> settings, Measurement result, String error) {}

  private final Contender contender;
  private final Work work;
  private final List<Trial> trials = new ArrayList<>();
  private final List<Measurement> repeats = new ArrayList<>();
  private Map<String, Object> settings = Map.of();
  private String error;

  Entry(Contender contender, Work work) {
    this.contender = contender;
    this.work = work;
  }

  String name() {
    return contender.name();
  }

  /** Runs all of them in turn, once in each repeat. */
  static void takeTurns(List<Entry> entries, int repeats) {
    for (int repeat = 1; repeat <= repeats; repeat++) {
      for (Entry entry : entries) {
        if (entry.runs()) {
          entry.repeat(repeat);
        }
      }
    }
  }

  /** Our speed over that of each peer, where both have one. */
  static ObjectNode ratios(Entry own, List<Entry> peers) {
    ObjectNode ratios = MAPPER.createObjectNode();
    peers.stream()
        .filter(peer -> own.runs() && peer.runs())
        .forEach(peer -> ratios.set(peer.name(), own.speedOver(peer).json()));
    return ratios;
  }

  /** Tokens a second of this one by those of the other, of each repeat. */
  Spread speedOver(Entry other) {
    return Spread.of(
        IntStream.range(0, repeats.size())
            .mapToDouble(
                repeat ->
                    repeats.get(repeat).tokensPerSecond()
                        / other.repeats.get(repeat).tokensPerSecond())
            .toArray());
  }

  boolean runs() {
    return error == null;
  }

  /** Warms up on the first parts, and picks the fastest settings on some more. */
  void prepare(int warmupParts, int calibrationParts) {
    List<Map<String, Object>> candidates = contender.candidates();
    settings = candidates.get(0);
    run(() -> measure("warm-up", warmupParts, settings));
    if (candidates.size() == 1) {
      return;
    }
    error = null;
    for (Map<String, Object> candidate : candidates) {
      trials.add(attempt(candidate, calibrationParts));
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

  private Trial attempt(Map<String, Object> candidate, int parts) {
    try {
      return new Trial(candidate, measure("calibration", parts, candidate), null);
    } catch (ContenderException e) {
      LOG.warn("bench: {} with {} fails: {}", name(), candidate, e.getMessage());
      return new Trial(candidate, null, e.getMessage());
    }
  }

  /** One repeat of the whole workload; one that fails ends the race for this contender. */
  private void repeat(int number) {
    run(() -> repeats.add(measure("repeat " + number, work.size(), settings)));
  }

  private void run(Runnable work) {
    try {
      work.run();
    } catch (ContenderException e) {
      LOG.warn("bench: {} fails: {}", name(), e.getMessage());
      error = e.getMessage();
    }
  }

  private Measurement measure(String what, int parts, Map<String, Object> chosen) {
    Measurement result = contender.measure(parts, chosen);
    if (result.tokens() != work.tokens(parts)) {
      throw new ContenderException(
          "it counts %d tokens instead of %d".formatted(result.tokens(), work.tokens(parts)));
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
