package io.souprl.jobs.rollout;

import io.souprl.jobs.policy.RequestSchema;
import io.souprl.jobs.policy.StagePolicy;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The columns of a sample on its way to the policy. */
final class SampleSchema {
  static final String PROMPT_ID = "prompt_id";
  static final String SAMPLE_INDEX = "sample_index";

  /** The rollout that the request's prefix is cut from, null without one. */
  static final String PREFIX_ROLLOUT_ID = "prefix_rollout_id";

  /** Log-probabilities of the prefix under the policies that sampled it. */
  static final String PREFIX_BEHAVIOUR = "prefix_behaviour_logprobs";

  /** Who sampled the prefix, as in the rollouts table. */
  static final String PREFIX_SEGMENTS = "prefix_segments";

  /** Why there is no prefix, null unless a past policy failed to sample it. */
  static final String PREFIX_ERROR = "prefix_error";

  static final StructType TYPE =
      new StructType()
          .add(PROMPT_ID, DataTypes.StringType)
          .add(SAMPLE_INDEX, DataTypes.IntegerType)
          .add(PREFIX_ROLLOUT_ID, DataTypes.StringType)
          .add(PREFIX_BEHAVIOUR, DataTypes.createArrayType(DataTypes.FloatType))
          .add(PREFIX_SEGMENTS, DataTypes.createArrayType(SegmentRows.TYPE))
          .add(PREFIX_ERROR, DataTypes.StringType)
          .add(StagePolicy.REQUEST, RequestSchema.TYPE);

  private SampleSchema() {}
}
