package io.souprl.jobs.policy;

import io.souprl.generation.GenerationSettings;
import io.souprl.generation.Sampling;
import io.souprl.jobs.run.CheckpointFiles;
import io.souprl.jobs.run.PolicyRelease;
import io.souprl.jobs.run.PolicySource;
import io.souprl.model.ComputeType;
import java.util.Locale;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReadable;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * Samples a policy's responses to the prompts of a column. Rows, their order and their partitions
 * stay as they are; one column is added:
 *
 * <ul>
 *   <li>{@code struct<token_ids array<int>, logprobs array<float>, text string, finish_reason
 *       string, error string>}; log-probabilities are over the whole softmax at the temperature
 *   <li>with {@code samples} above 1 an array of these, sample 0 first
 *   <li>for an input column of {@link RequestSchema#TYPE} the struct has {@code prefix_logprobs
 *       array<float>} as well and {@code text} begins with the prefix's
 * </ul>
 *
 * <p>{@code finish_reason} is stop, length or error. A row that cannot be answered (null, no
 * tokens, too long for the context, ids outside the vocabulary) has its reason in {@code error}, no
 * tokens and a null text; the other rows are answered.
 *
 * <p>The draws of a sample depend on the seed, the row's id and the sample's index, never on order,
 * partitions or batches.
 *
 * <p>A process loads the policy once a device ({@link io.souprl.jobs.run.PolicyCache}): the task's
 * GPU where Spark gives it one, else the CPU.
 */
public final class PolicyTransformer extends PolicyParams implements DefaultParamsWritable {
  static final String ENGINE = "PyTorch";
  private static final long serialVersionUID = 1;

  private PolicyMeter meter = PolicyMeter.none();

  /** A transformer with a name of its own. */
  public PolicyTransformer() {
    this(Identifiable$.MODULE$.randomUID("policy"));
  }

  /** A transformer of this name; Spark ML needs it to load one. */
  public PolicyTransformer(String uid) {
    super(uid);
  }

  /** Loads a transformer that was saved with {@code write}. */
  public static MLReader<PolicyTransformer> read() {
    return new DefaultParamsReadable<PolicyTransformer>() {}.read();
  }

  /** Loads a transformer that was saved with {@code save}. */
  public static PolicyTransformer load(String path) {
    return read().load(path);
  }

  /**
   * Hugging Face directory of the policy: a local path that the executors can read too, or a Hadoop
   * URI.
   */
  public PolicyTransformer setModelUrl(String value) {
    set(modelUrl(), value);
    return this;
  }

  /**
   * SHA-256 that the weights must have (the registry's content_hash). Without it the driver
   * computes it when it transforms, so that all tasks run the same weights.
   */
  public PolicyTransformer setContentHash(String value) {
    set(contentHash(), value);
    return this;
  }

  /** Must be PyTorch, the default. */
  public PolicyTransformer setEngine(String value) {
    set(engine(), value);
    return this;
  }

  /**
   * Column of prompts: string, array&lt;int&gt;, array&lt;bigint&gt; or {@link RequestSchema#TYPE}.
   */
  public PolicyTransformer setInputCol(String value) {
    set(inputCol(), value);
    return this;
  }

  /** Column to add. */
  public PolicyTransformer setOutputCol(String value) {
    set(outputCol(), value);
    return this;
  }

  /** Column that names a row's draws; without it the input does. */
  public PolicyTransformer setIdCol(String value) {
    set(idCol(), value);
    return this;
  }

  /** Sequences that decode together at most; default 512. */
  public PolicyTransformer setBatchSize(int value) {
    set(batchSize(), value);
    return this;
  }

  /**
   * Budget of a task's key-value cache: tokens of the prompts and longest responses of the
   * sequences that decode together.
   */
  public PolicyTransformer setCacheTokens(int value) {
    set(cacheTokens(), value);
    return this;
  }

  /** float32, the default, or float16. */
  public PolicyTransformer setDtype(String value) {
    set(dtype(), value);
    return this;
  }

  /** Divides the logits; 0 takes the most likely token. Default 1. */
  public PolicyTransformer setTemperature(double value) {
    set(temperature(), value);
    return this;
  }

  /** Samples from the k most likely tokens; 0, the default, from all. */
  public PolicyTransformer setTopK(int value) {
    set(topK(), value);
    return this;
  }

  /** Samples from the smallest set of most likely tokens with this probability; default 1, all. */
  public PolicyTransformer setTopP(double value) {
    set(topP(), value);
    return this;
  }

  /** Samples from tokens with at least this part of the highest probability; default 0, all. */
  public PolicyTransformer setMinP(double value) {
    set(minP(), value);
    return this;
  }

  /** Longest response in tokens; 0, the default: what fits the context, 256 at most. */
  public PolicyTransformer setMaxTokens(int value) {
    set(maxTokens(), value);
    return this;
  }

  /** Responses a row; default 1. */
  public PolicyTransformer setSamples(int value) {
    set(samples(), value);
    return this;
  }

  /** Seed of all draws; default 0. */
  public PolicyTransformer setSeed(long value) {
    set(seed(), value);
    return this;
  }

  /** Tells this meter what the tasks do. It is no parameter: it is copied but not saved. */
  public PolicyTransformer meteredBy(PolicyMeter value) {
    meter = value;
    return this;
  }

  @Override
  public Dataset<Row> transform(Dataset<?> dataset) {
    StructType output = transformSchema(dataset.schema());
    PolicyRelease.atEndOf(dataset.sparkSession().sparkContext());
    return dataset
        .toDF()
        .mapPartitions(
            new PolicyTask(source(), type(), generation(), reader(dataset.schema()), output, meter),
            Encoders.row(output));
  }

  /**
   * The schema with the output column.
   *
   * @throws io.souprl.error.InputException naming every parameter that is missing or wrong
   */
  @Override
  public StructType transformSchema(StructType schema) {
    ParamChecks.check(this, schema);
    RequestReader reader = reader(schema);
    return schema.add(
        getOrDefault(outputCol()), ResponseColumn.of(reader.kind(), reader.samples()).type());
  }

  private PolicySource source() {
    String uri = getOrDefault(modelUrl());
    return isDefined(contentHash())
        ? new PolicySource(uri, getOrDefault(contentHash()))
        : CheckpointFiles.find(uri);
  }

  private ComputeType type() {
    return ComputeType.valueOf(getOrDefault(dtype()).toUpperCase(Locale.ROOT));
  }

  private GenerationSettings generation() {
    return new GenerationSettings(
        new Sampling(
            (Double) getOrDefault(temperature()),
            (Integer) getOrDefault(topK()),
            (Double) getOrDefault(topP()),
            (Double) getOrDefault(minP())),
        (Integer) getOrDefault(batchSize()),
        (Integer) getOrDefault(cacheTokens()));
  }

  private RequestReader reader(StructType schema) {
    int input = schema.fieldIndex(getOrDefault(inputCol()));
    return new RequestReader(
        InputKind.of(schema.apply(input).dataType()).orElseThrow(),
        input,
        isDefined(idCol()) ? schema.fieldIndex(getOrDefault(idCol())) : RequestReader.NO_ID,
        (Integer) getOrDefault(samples()),
        (Integer) getOrDefault(maxTokens()),
        (Long) getOrDefault(seed()));
  }

  @Override
  public PolicyTransformer copy(ParamMap extra) {
    return copyValues(new PolicyTransformer(uid()), extra).meteredBy(meter);
  }
}
