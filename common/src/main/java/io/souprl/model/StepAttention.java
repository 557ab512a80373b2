package io.souprl.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import java.util.List;

/**
 * Attention of one new token a row, cohort by cohort: rows attend to columns of their own cohort
 * alone, so none pays for the length of another's.
 */
final class StepAttention implements Attention {
  private final Decoder decoder;
  private final List<Cohort> cohorts;
  private final RotaryEmbedding.Rotation rotation;

  /**
   * @param positions of the new tokens, (rows), int64
   */
  StepAttention(Decoder decoder, List<Cohort> cohorts, NDArray positions) {
    this.decoder = decoder;
    this.cohorts = cohorts;
    this.rotation = decoder.rotation(positions); // (rows, 1, d)
  }

  @Override
  public NDArray attend(int layer, NDArray projected) {
    HeadShape shape = decoder.heads();
    int dimension = shape.dimension();
    long rows = projected.getShape().get(0);
    NDArray heads = projected.reshape(rows, shape.all(), dimension);
    NDArray rotated = decoder.rotate(layer, shape.rotated(heads, 1), rotation);
    NDArray query = shape.query(rotated, 1).mul(decoder.queryScale());
    NDArray key = shape.key(rotated, 1);
    NDArray value = shape.value(heads, 1);
    NDList results = new NDList(cohorts.size());
    long from = 0;
    for (Cohort cohort : cohorts) {
      long to = from + cohort.rows();
      long some = cohort.rows();
      NDArray attended =
          cohort.attend(
              layer,
              Torch.slice(query, 0, from, to)
                  .reshape(some, shape.keys(), shape.repeats(), dimension),
              Torch.slice(key, 0, from, to).reshape(some, shape.keys(), 1, dimension),
              Torch.slice(value, 0, from, to).reshape(some, shape.keys(), 1, dimension));
      results.add(attended.reshape(some, shape.width()));
      from = to;
    }
    return results.size() == 1 ? results.get(0) : NDArrays.concat(results, 0);
  }
}
