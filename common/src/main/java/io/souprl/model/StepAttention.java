package io.souprl.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;

/** Attention of one new token a row over its cache, a bucket of rows at a time. */
final class StepAttention implements Attention {
  private final Decoder decoder;
  private final BatchCache cache;
  private final RotaryEmbedding.Rotation rotation;
  private final List<NDArray> masks = new ArrayList<>(); // of the buckets, null where none is

  /**
   * @param positions of the new tokens, (rows), int64
   */
  StepAttention(Decoder decoder, BatchCache cache, NDArray positions) {
    this.decoder = decoder;
    this.cache = cache;
    this.rotation = decoder.rotation(positions); // (rows, 1, d)
    for (LengthBucket bucket : cache.buckets()) {
      masks.add(cache.mask(positions.getManager(), bucket));
    }
  }

  @Override
  public NDArray attend(int layer, NDArray projected) {
    HeadShape shape = decoder.heads();
    int dimension = shape.dimension();
    long rows = projected.getShape().get(0);
    NDArray heads = projected.reshape(rows, shape.all(), dimension);
    NDArray rotated = decoder.rotate(layer, shape.rotated(heads, 1), rotation);
    NDArray query =
        shape
            .query(rotated, 1)
            .mul(decoder.queryScale())
            .reshape(rows, shape.keys(), shape.repeats(), dimension);
    cache.write(
        layer,
        shape.key(rotated, 1).reshape(rows, shape.keys(), 1, dimension),
        shape.value(heads, 1).reshape(rows, shape.keys(), 1, dimension));
    List<LengthBucket> buckets = cache.buckets();
    NDList results = new NDList(buckets.size());
    for (int i = 0; i < buckets.size(); i++) {
      LengthBucket bucket = buckets.get(i);
      NDArray some =
          bucket.rows() == rows ? query : Torch.slice(query, 0, bucket.from(), bucket.to());
      results.add(attend(layer, some, bucket, masks.get(i)).reshape(bucket.rows(), shape.width()));
    }
    return results.size() == 1 ? results.get(0) : NDArrays.concat(results, 0);
  }

  /** (rows, key-value heads, repeats, dimension), from queries of the same shape. */
  private NDArray attend(int layer, NDArray query, LengthBucket bucket, NDArray mask) {
    NDManager scope = query.getManager();
    NDArray scores = query.matMul(cache.keys(scope, layer, bucket));
    if (mask != null) {
      scores = scores.addi(mask);
    }
    return scores.softmax(-1).matMul(cache.values(scope, layer, bucket));
  }
}
