package io.souprl.jobs.rollout;

import static io.souprl.jobs.table.RowReader.integer;
import static io.souprl.jobs.table.RowReader.string;

import io.souprl.soup.Segment;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Segments as rows: who sampled each stretch of a response. */
public final class SegmentRows {
  static final StructType TYPE =
      new StructType()
          .add("policy_version", DataTypes.IntegerType)
          .add("checkpoint_hash", DataTypes.StringType)
          .add("source_rollout_id", DataTypes.StringType)
          .add("length", DataTypes.IntegerType);

  private SegmentRows() {}

  static List<Row> of(List<Segment> segments) {
    return segments.stream()
        .map(
            segment ->
                RowFactory.create(
                    segment.policyVersion(),
                    segment.checkpointHash(),
                    segment.sourceRolloutId(),
                    segment.length()))
        .toList();
  }

  /** The segments in a column of a row. */
  public static List<Segment> read(Row row, String column) {
    List<Row> rows = row.getList(row.fieldIndex(column));
    List<Segment> segments = new ArrayList<>();
    for (Row segment : rows) {
      segments.add(
          new Segment(
              integer(segment, "policy_version"),
              string(segment, "checkpoint_hash"),
              string(segment, "source_rollout_id"),
              integer(segment, "length")));
    }
    return segments;
  }
}
