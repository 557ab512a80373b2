package io.souprl.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.souprl.random.CounterRandom;
import java.util.ArrayList;
import java.util.List;

/** Uniform draws of a batch's rows on the device, some steps ahead, so that few are uploads. */
final class Draws implements AutoCloseable {
  private static final int STEPS = 16;

  /** A row's random stream and the index of its first draw. */
  private record Stream(CounterRandom random, long first) {}

  private final NDManager manager;
  private List<Stream> streams = new ArrayList<>();
  private NDArray block; // (rows, STEPS), float64
  private long step; // steps taken
  private int column;

  Draws(NDManager manager) {
    this.manager = manager;
  }

  /** Adds a row whose next draw is the one of this index. */
  void add(CounterRandom random, long index) {
    streams.add(new Stream(random, index - step));
  }

  /** Uploads the draws of the rows added since the last step. */
  void upload() {
    int known = block == null ? 0 : (int) block.getShape().get(0);
    if (known == streams.size()) {
      return;
    }
    double[] values = new double[(streams.size() - known) * STEPS];
    for (int row = known; row < streams.size(); row++) {
      Stream stream = streams.get(row);
      for (int j = column; j < STEPS; j++) {
        values[(row - known) * STEPS + j] = stream.random.uniform(stream.first + step + j - column);
      }
    }
    NDArray added = manager.create(values, new Shape(streams.size() - known, STEPS));
    if (block == null) {
      block = added;
    } else {
      replace(block.concat(added, 0));
      added.close();
    }
  }

  /** One draw a row, (rows, 1). */
  NDArray next(NDManager scope) {
    if (column == STEPS) {
      block.close();
      block = null;
      column = 0;
    }
    upload();
    NDArray draws = Torch.slice(block, 1, column, column + 1);
    draws.attach(scope);
    column++;
    step++;
    return draws;
  }

  /** Keeps these rows, in this order. */
  void keep(int[] order, NDArray indices) {
    List<Stream> kept = new ArrayList<>(order.length);
    for (int row : order) {
      kept.add(streams.get(row));
    }
    streams = kept;
    replace(Torch.rows(indices, block));
  }

  private void replace(NDArray other) {
    block.close();
    block = other;
    block.attach(manager);
  }

  @Override
  public void close() {
    if (block != null) {
      block.close();
    }
  }
}
