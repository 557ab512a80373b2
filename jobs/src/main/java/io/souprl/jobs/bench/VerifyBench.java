package io.souprl.jobs.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.souprl.verify.VerdictStatus;
import io.souprl.verify.Verifier;
import io.souprl.verify.Verifiers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rows a second of one of our verifiers on one thread, and of Math-Verify in one process, on the
 * same rows and in turn.
 */
public final class VerifyBench {
  private static final Logger LOG = LoggerFactory.getLogger(VerifyBench.class);
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String OWN = "souprl";
  private static final String PEER = "math-verify";

  /** Verdicts of one pass, and the rows a second of each turn. */
  private static final class Figures {
    private final List<Double> speeds = new ArrayList<>();
    private boolean[] verdicts = new boolean[0];
    private double firstPassSeconds;
  }

  private final VerifyBenchOptions options;
  private final Verifier verifier;
  private final List<LabelledRow> rows;

  private VerifyBench(VerifyBenchOptions options) {
    this.options = options;
    this.verifier = Verifiers.named(options.verifier());
    this.rows = LabelledRow.read(options.rows(), options.label());
  }

  /**
   * Measures.
   *
   * @return the report: rows a second of each, agreement with the labels, and the ratio ours / peer
   * @throws io.souprl.error.InputException when options or rows are wrong or the peer cannot start
   */
  public static ObjectNode run(VerifyBenchOptions options) {
    options.check();
    return new VerifyBench(options).run();
  }

  private ObjectNode run() {
    Figures own = new Figures();
    own.firstPassSeconds = pass(own);
    if (options.python().isEmpty()) {
      for (int repeat = 0; repeat < options.repeats(); repeat++) {
        turn(own);
      }
      return report(own, null, null);
    }
    Figures peer = new Figures();
    try (PeerProcess process = start(options.python().get())) {
      for (int repeat = 0; repeat < options.repeats(); repeat++) {
        turn(own);
        turn(peer, process);
      }
      return report(own, peer, process.versions());
    }
  }

  /** Whole passes until the time is over; the first turn's compilation is part of it. */
  private void turn(Figures figures) {
    int passes = 0;
    double seconds = 0;
    while (passes == 0 || seconds < options.seconds()) {
      seconds += pass(figures);
      passes++;
    }
    add(OWN, figures, passes * (double) rows.size() / seconds);
  }

  private double pass(Figures figures) {
    boolean[] verdicts = new boolean[rows.size()];
    long start = System.nanoTime();
    for (int i = 0; i < verdicts.length; i++) {
      LabelledRow row = rows.get(i);
      verdicts[i] = verifier.verify(row.gold(), row.completion()).status() == VerdictStatus.CORRECT;
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    figures.verdicts = verdicts;
    return seconds;
  }

  private void turn(Figures figures, PeerProcess process) {
    process.send(Map.of());
    JsonNode answer = process.answer();
    if (answer.path("verdicts").size() != rows.size()) {
      throw new ContenderException(
          "%s verified %d of %d rows".formatted(PEER, answer.path("verdicts").size(), rows.size()));
    }
    double seconds = answer.path("seconds").asDouble();
    if (figures.speeds.isEmpty()) {
      figures.firstPassSeconds = seconds;
    }
    figures.verdicts = new boolean[rows.size()];
    for (int i = 0; i < rows.size(); i++) {
      figures.verdicts[i] = answer.path("verdicts").get(i).asBoolean();
    }
    add(PEER, figures, rows.size() / seconds);
  }

  private static void add(String name, Figures figures, double rowsPerSecond) {
    figures.speeds.add(rowsPerSecond);
    LOG.info("bench: {}: {} rows/s", name, "%.1f".formatted(rowsPerSecond));
  }

  private PeerProcess start(Path python) {
    Path plain = options.work().resolve("rows.jsonl");
    try {
      Files.createDirectories(options.work());
      StringBuilder text = new StringBuilder();
      for (LabelledRow row : rows) {
        ObjectNode node = MAPPER.createObjectNode().put("gold", row.gold());
        text.append(node.put("completion", row.completion().text())).append('\n');
      }
      Files.writeString(plain, text);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + plain, e);
    }
    return PeerProcess.python(
        python,
        "verify_math.py",
        List.of("--rows=" + plain.toAbsolutePath()),
        "requirements-verify.txt",
        options.work(),
        0);
  }

  private ObjectNode report(Figures own, Figures peer, JsonNode versions) {
    ObjectNode report =
        MAPPER
            .createObjectNode()
            .put("benchmark", "verify")
            .put("verifier", options.verifier())
            .put("verifier_version", verifier.version())
            .put("rows", rows.size())
            .put("repeats", options.repeats());
    report.set("machine", Machine.json());
    ArrayNode contenders = report.putArray("contenders");
    contenders.add(json(OWN, own));
    if (peer != null) {
      report.set("versions", versions);
      contenders.add(json(PEER, peer));
      double[] ratios = new double[own.speeds.size()];
      for (int i = 0; i < ratios.length; i++) {
        ratios[i] = own.speeds.get(i) / peer.speeds.get(i);
      }
      report.set("ratio", Spread.of(ratios).json());
    }
    return report;
  }

  private ObjectNode json(String name, Figures figures) {
    int correct = 0;
    int labelled = 0;
    int agreeing = 0;
    for (int i = 0; i < rows.size(); i++) {
      Boolean label = rows.get(i).correct();
      correct += figures.verdicts[i] ? 1 : 0;
      labelled += label == null ? 0 : 1;
      agreeing += label != null && label == figures.verdicts[i] ? 1 : 0;
    }
    ObjectNode node =
        MAPPER
            .createObjectNode()
            .put("name", name)
            .put("correct", correct)
            .put("labelled", labelled)
            .put("agreeing_with_label", agreeing)
            .put("first_pass_seconds", figures.firstPassSeconds);
    double[] speeds = figures.speeds.stream().mapToDouble(Double::doubleValue).toArray();
    node.set("rows_per_second", Spread.of(speeds).json());
    return node;
  }
}
