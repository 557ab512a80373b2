package io.souprl.jobs.policy;

import io.souprl.generation.Generation;
import io.souprl.generation.GenerationRequest;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.function.Function;
import org.apache.spark.sql.Row;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rows with their answers, in the order of the rows. The generator reads ahead as far as it likes;
 * rows between what it has read and what it has answered are kept here.
 */
final class AnsweredRows implements Iterator<AnsweredRow> {
  private static final Logger LOG = LoggerFactory.getLogger(AnsweredRows.class);

  private final Iterator<Row> rows;
  private final Function<Iterator<GenerationRequest>, ? extends Iterator<Generation>> generator;
  private final PolicyMeter meter;
  private final RowRequests requests;
  private final Queue<AnsweredRow> opened = new ArrayDeque<>();
  private final Queue<AnsweredRow> waiting = new ArrayDeque<>(); // those opened and not complete
  private Iterator<Generation> generations;

  AnsweredRows(
      Iterator<Row> rows,
      Function<Row, AnsweredRow> reader,
      Function<Iterator<GenerationRequest>, ? extends Iterator<Generation>> generator,
      PolicyMeter meter) {
    this.rows = rows;
    this.generator = generator;
    this.meter = meter;
    this.requests = new RowRequests(rows, reader, this::open);
  }

  private void open(AnsweredRow row) {
    opened.add(row);
    if (!row.complete()) {
      waiting.add(row);
    }
  }

  @Override
  public boolean hasNext() {
    return !opened.isEmpty() || rows.hasNext();
  }

  @Override
  public AnsweredRow next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    while (opened.isEmpty() || !opened.element().complete()) {
      answer();
    }
    return opened.remove();
  }

  /** Takes one answer from the generator, or fails the rows that it has read. */
  private void answer() {
    long start = System.nanoTime();
    long reading = requests.nanos();
    try {
      if (generations == null) {
        generations = generator.apply(requests);
      }
      if (generations.hasNext()) {
        AnsweredRow row = waiting.element();
        row.answers().add(generations.next());
        if (row.complete()) {
          waiting.remove();
        }
      } else if (!waiting.isEmpty()) {
        throw new IllegalStateException(
            "Cannot answer: the generator ended before " + waiting.size() + " rows had answers");
      }
    } catch (RuntimeException e) {
      requests.rethrowFailureOfSource();
      LOG.warn("Generation failed; {} rows become error rows", waiting.size(), e);
      waiting.forEach(row -> row.fail(e.toString()));
      waiting.clear();
      requests.dropRow();
      generations = null;
    } finally {
      meter.modelNanos(System.nanoTime() - start - (requests.nanos() - reading));
    }
  }
}
