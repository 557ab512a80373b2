package io.souprl.jobs.evaluation;

import io.souprl.jobs.policy.RequestSchema;
import io.souprl.jobs.policy.StagePolicy;
import io.souprl.jobs.rollout.PromptTokens;
import io.souprl.jobs.table.RowBuilder;
import java.io.Serializable;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** A prompt with what is needed to verify its answers. */
record Question(PromptTokens prompt, String answer, String verifier) implements Serializable {
  /** The columns of a sample on its way to the policy. */
  static final StructType TYPE =
      new StructType()
          .add("position", DataTypes.IntegerType)
          .add("prompt_id", DataTypes.StringType)
          .add("answer", DataTypes.StringType)
          .add("verifier", DataTypes.StringType)
          .add(StagePolicy.REQUEST, RequestSchema.TYPE);

  private static final String PURPOSE = "evaluation";
  private static final RowBuilder ROWS = new RowBuilder(TYPE);

  /** The row of one of its samples. */
  Row sample(int round, int index, int maxTokens) {
    return ROWS.row(
        "position",
        prompt.position(),
        "prompt_id",
        prompt.promptId(),
        "answer",
        answer,
        "verifier",
        verifier,
        StagePolicy.REQUEST,
        RequestSchema.row(
            prompt.tokenIds(), new int[0], maxTokens, PURPOSE, round, prompt.promptId(), index));
  }
}
