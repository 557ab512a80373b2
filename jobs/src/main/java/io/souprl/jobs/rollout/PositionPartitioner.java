package io.souprl.jobs.rollout;

import org.apache.spark.Partitioner;

/** Deals positions to partitions in turn: fixed by the configuration, never by cores or sizes. */
public final class PositionPartitioner extends Partitioner {
  private final int partitions;

  public PositionPartitioner(int partitions) {
    this.partitions = partitions;
  }

  @Override
  public int numPartitions() {
    return partitions;
  }

  @Override
  public int getPartition(Object position) {
    return Math.floorMod((Integer) position, partitions);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PositionPartitioner that && that.partitions == partitions;
  }

  @Override
  public int hashCode() {
    return partitions;
  }
}
