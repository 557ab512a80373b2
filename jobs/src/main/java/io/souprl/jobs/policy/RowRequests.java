package io.souprl.jobs.policy;

import io.souprl.generation.GenerationRequest;
import java.util.Collections;
import java.util.Iterator;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.spark.sql.Row;

/** The requests of rows one after the other; rows are read when the generator wants more. */
final class RowRequests implements Iterator<GenerationRequest> {
  private final Iterator<Row> rows;
  private final Function<Row, AnsweredRow> reader;
  private final Consumer<AnsweredRow> opened;
  private Iterator<GenerationRequest> current = Collections.emptyIterator();
  private RuntimeException failure;
  private long nanos;

  /**
   * @param opened told of every row that was read, refused ones included
   */
  RowRequests(Iterator<Row> rows, Function<Row, AnsweredRow> reader, Consumer<AnsweredRow> opened) {
    this.rows = rows;
    this.reader = reader;
    this.opened = opened;
  }

  @Override
  public boolean hasNext() {
    long start = System.nanoTime();
    try {
      while (!current.hasNext() && rows.hasNext()) {
        AnsweredRow row = reader.apply(rows.next());
        current = row.requests().iterator();
        opened.accept(row);
      }
    } catch (RuntimeException e) {
      failure = e;
      throw e;
    } finally {
      nanos += System.nanoTime() - start;
    }
    return current.hasNext();
  }

  @Override
  public GenerationRequest next() {
    return hasNext() ? current.next() : Collections.<GenerationRequest>emptyIterator().next();
  }

  /** Forgets what is left of the row that was read last. */
  void dropRow() {
    current = Collections.emptyIterator();
  }

  /** Throws on what the rows' own source threw: that is not the generator's failure. */
  void rethrowFailureOfSource() {
    if (failure != null) {
      throw failure;
    }
  }

  /** Time spent on reading rows. */
  long nanos() {
    return nanos;
  }
}
