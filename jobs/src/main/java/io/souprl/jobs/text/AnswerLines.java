package io.souprl.jobs.text;

import com.fasterxml.jackson.databind.JsonNode;
import io.souprl.generation.Generation;
import io.souprl.generation.GenerationRequest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes answers in the order of the input as they come, and refused lines in their places. */
final class AnswerLines {
  private static final Logger LOG = LoggerFactory.getLogger(AnswerLines.class);
  private static final long NANOS_BETWEEN_REPORTS = 5_000_000_000L;

  private final AnswerThreads threads;
  private final OutputLines output;
  private final Fields fields;
  private final long total;
  private final Deque<Line> waiting = new ArrayDeque<>();
  private final long start = System.nanoTime();
  private long reported = start;
  private long done;
  private long tokens;

  /** The output fields of one sample. */
  interface Fields {
    Map<String, Object> of(JsonNode id, int index, Generation answer);
  }

  /** A line of the input: its id, and its number and problem when it is refused. */
  private record Line(JsonNode id, long number, String problem) {}

  AnswerLines(AnswerThreads threads, OutputLines output, Fields fields, long total) {
    this.threads = threads;
    this.output = output;
    this.fields = fields;
    this.total = total;
  }

  void ask(JsonNode id, List<GenerationRequest> samples) {
    threads.ask(samples);
    waiting.add(new Line(id, 0, null));
    writeReady();
  }

  void refuse(long number, JsonNode id, String problem) {
    waiting.add(new Line(id, number, problem));
    writeReady();
  }

  /** Waits for all answers. */
  void finish() {
    threads.end();
    while (!waiting.isEmpty()) {
      write(waiting.remove());
    }
    report();
  }

  private void writeReady() {
    while (!waiting.isEmpty() && (waiting.element().problem != null || threads.ready())) {
      write(waiting.remove());
    }
  }

  private void write(Line line) {
    if (line.problem != null) {
      output.writeProblem(line.number, line.id, line.problem);
      return;
    }
    int index = 0;
    for (Generation answer : threads.next()) {
      output.write(fields.of(line.id, index++, answer));
      tokens += answer.tokenIds().length;
    }
    done++;
    if (System.nanoTime() - reported > NANOS_BETWEEN_REPORTS) {
      report();
    }
  }

  private void report() {
    reported = System.nanoTime();
    double seconds = (reported - start) / 1e9;
    LOG.info("generate: {}/{} prompts, {} tokens/s", done, total, Math.round(tokens / seconds));
  }
}
