package io.souprl.jobs.policy;

import io.souprl.generation.GenerationSettings;
import io.souprl.model.ComputeType;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;

/**
 * The parameters of {@link PolicyTransformer}. Those that DJL's Spark extension has as well have
 * its names. Spark ML finds a parameter by the method of its name.
 */
public abstract class PolicyParams extends Transformer {
  private static final int DEFAULT_BATCH_SIZE = 512;

  private final String uid;
  private final Param<String> modelUrl;
  private final Param<String> contentHash;
  private final Param<String> engine;
  private final Param<String> inputCol;
  private final Param<String> outputCol;
  private final Param<String> idCol;
  private final IntParam batchSize;
  private final IntParam cacheTokens;
  private final Param<String> dtype;
  private final DoubleParam temperature;
  private final IntParam topK;
  private final DoubleParam topP;
  private final DoubleParam minP;
  private final IntParam maxTokens;
  private final IntParam samples;
  private final LongParam seed;

  PolicyParams(String uid) {
    this.uid = uid;
    modelUrl =
        new Param<>(
            uid, "modelUrl", "Hugging Face directory of the policy: a local path or a Hadoop URI");
    contentHash =
        new Param<>(
            uid,
            "contentHash",
            "SHA-256 that the weights must have; without it the driver computes it");
    engine = new Param<>(uid, "engine", "DJL engine: PyTorch");
    inputCol =
        new Param<>(uid, "inputCol", "column of prompts: string, array<int> or array<bigint>");
    outputCol = new Param<>(uid, "outputCol", "column of responses to add");
    idCol = new Param<>(uid, "idCol", "column that names a row's draws; without it the input does");
    batchSize = new IntParam(uid, "batchSize", "sequences that decode together at most");
    cacheTokens = new IntParam(uid, "cacheTokens", "budget of a task's key-value cache in tokens");
    dtype =
        new Param<>(uid, "dtype", "number type that the policy computes in: float32 or float16");
    temperature =
        new DoubleParam(uid, "temperature", "divides the logits; 0 takes the most likely token");
    topK = new IntParam(uid, "topK", "samples from the k most likely tokens; 0: from all");
    topP =
        new DoubleParam(
            uid, "topP", "samples from the smallest set of tokens with this probability");
    minP =
        new DoubleParam(
            uid, "minP", "samples from tokens with this part of the highest probability");
    maxTokens =
        new IntParam(uid, "maxTokens", "longest response; 0: what fits the context, 256 at most");
    samples = new IntParam(uid, "samples", "responses a row");
    seed = new LongParam(uid, "seed", "seed of all draws");
    setDefault(engine, PolicyTransformer.ENGINE);
    setDefault(batchSize, DEFAULT_BATCH_SIZE);
    setDefault(cacheTokens, GenerationSettings.DEFAULT_CACHE_TOKENS);
    setDefault(dtype, ComputeType.FLOAT32.text());
    setDefault(temperature, 1.0);
    setDefault(topK, 0);
    setDefault(topP, 1.0);
    setDefault(minP, 0.0);
    setDefault(maxTokens, 0);
    setDefault(samples, 1);
    setDefault(seed, 0L);
  }

  @Override
  public final String uid() {
    return uid;
  }

  public final Param<String> modelUrl() {
    return modelUrl;
  }

  public final Param<String> contentHash() {
    return contentHash;
  }

  public final Param<String> engine() {
    return engine;
  }

  public final Param<String> inputCol() {
    return inputCol;
  }

  public final Param<String> outputCol() {
    return outputCol;
  }

  public final Param<String> idCol() {
    return idCol;
  }

  public final IntParam batchSize() {
    return batchSize;
  }

  public final IntParam cacheTokens() {
    return cacheTokens;
  }

  public final Param<String> dtype() {
    return dtype;
  }

  public final DoubleParam temperature() {
    return temperature;
  }

  public final IntParam topK() {
    return topK;
  }

  public final DoubleParam topP() {
    return topP;
  }

  public final DoubleParam minP() {
    return minP;
  }

  public final IntParam maxTokens() {
    return maxTokens;
  }

  public final IntParam samples() {
    return samples;
  }

  public final LongParam seed() {
    return seed;
  }
}
