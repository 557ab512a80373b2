package io.souprl.jobs.policy;

import io.souprl.generation.GenerationRequest;
import io.souprl.generation.GenerationSettings;
import io.souprl.generation.GenerationStream;
import io.souprl.generation.Generator;
import io.souprl.jobs.run.LoadedPolicy;
import io.souprl.jobs.run.PolicyCache;
import io.souprl.jobs.run.PolicySource;
import io.souprl.model.ComputeType;
import java.util.Collections;
import java.util.Iterator;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.TaskCompletionListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Appends the policy's responses to the rows of a partition, in their order. */
record PolicyTask(
    PolicySource source,
    ComputeType type,
    GenerationSettings generation,
    RequestReader reader,
    StructType output,
    PolicyMeter meter)
    implements MapPartitionsFunction<Row, Row> {
  private static final Logger LOG = LoggerFactory.getLogger(PolicyTask.class);

  @Override
  public Iterator<Row> call(Iterator<Row> rows) {
    if (!rows.hasNext()) {
      return Collections.emptyIterator();
    }
    PolicyCache.Lease lease = PolicyCache.lease(source, type);
    TaskContext.get().addTaskCompletionListener((TaskCompletionListener) context -> lease.close());
    LoadedPolicy policy = lease.policy();
    Generator generator = new Generator(policy.decoder(), generation, meter::tokens);
    Iterator<AnsweredRow> answered =
        new AnsweredRows(
            rows, row -> read(row, policy), requests -> closedLater(generator, requests), meter);
    ResponseColumn column = ResponseColumn.of(reader.kind(), reader.samples());
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return answered.hasNext();
      }

      @Override
      public Row next() {
        AnsweredRow next = answered.next();
        return appended(next.row(), column.value(next, policy.tokenizer()));
      }
    };
  }

  /** Listeners are called last one first: the stream closes before the policy is given back. */
  private static GenerationStream closedLater(
      Generator generator, Iterator<GenerationRequest> requests) {
    GenerationStream stream = generator.generate(requests);
    TaskContext.get().addTaskCompletionListener((TaskCompletionListener) context -> stream.close());
    return stream;
  }

  private AnsweredRow read(Row row, LoadedPolicy policy) {
    try {
      return AnsweredRow.asked(row, reader.read(row, policy));
    } catch (RefusedRow e) {
      return AnsweredRow.refused(row, reader.samples(), e.getMessage());
    } catch (RuntimeException e) {
      LOG.warn("A row cannot be read; it becomes an error row", e);
      return AnsweredRow.refused(row, reader.samples(), e.toString());
    }
  }

  /** With its schema: Spark hands rows between typed operations on as they are. */
  private Row appended(Row row, Object value) {
    Object[] values = new Object[row.size() + 1];
    for (int i = 0; i < row.size(); i++) {
      values[i] = row.get(i);
    }
    values[row.size()] = value;
    return new GenericRowWithSchema(values, output);
  }
}
