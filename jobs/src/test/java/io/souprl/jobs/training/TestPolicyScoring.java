package io.souprl.jobs.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import io.souprl.jobs.LocalSpark;
import io.souprl.jobs.TinyRun;
import io.souprl.jobs.run.CheckpointFiles;
import io.souprl.jobs.run.PolicySource;
import io.souprl.model.ComputeType;
import io.souprl.model.Decoder;
import io.souprl.model.PolicyCheckpoint;
import io.souprl.model.SequenceScorer;
import io.souprl.model.TokenScores;
import io.souprl.model.TokenSequence;
import io.souprl.model.Torch;
import io.souprl.random.CounterRandom;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestPolicyScoring {
  private static final int VOCABULARY = 48;
  private static final double TEMPERATURE = 0.7;
  private static final Offset<Float> ROUNDING = Offset.offset(1e-5f);

  @TempDir private static Path home;
  private static Path policy;
  private static PolicySource source;

  @BeforeAll
  static void writeAPolicy() {
    policy = home.resolve("policy");
    TinyRun.writePolicy(policy, VOCABULARY, 3);
    source = CheckpointFiles.find(policy.toString());
  }

  @Test
  void scoresRowsInTheirOrderWhateverTheBudget() {
    List<GroupedRollout> rollouts = rollouts(40);
    List<float[]> expected = expected(rollouts);
    for (int tokensPerPass : new int[] {1, 30, 100_000}) {
      List<ScoredRollout> scored = score(rollouts, tokensPerPass);
      assertThat(scored).hasSameSizeAs(rollouts);
      for (int i = 0; i < scored.size(); i++) {
        assertThat(scored.get(i).rollout().rolloutId()).isEqualTo(rollouts.get(i).rolloutId());
        assertThat(scored.get(i).logprobs()).containsExactly(expected.get(i), ROUNDING);
      }
    }
  }

  @Test
  void keepsRowsThatFailedWithoutLogProbs() {
    List<GroupedRollout> rollouts = new ArrayList<>(rollouts(3));
    rollouts.add(1, rollout(9, new int[0], new int[0]));
    List<ScoredRollout> scored = score(rollouts, 1000);
    assertThat(scored).extracting(row -> row.rollout().sampleIndex()).containsExactly(0, 9, 1, 2);
    assertThat(scored.get(1).logprobs()).isEmpty();
    assertThat(scored.get(2).logprobs())
        .containsExactly(expected(rollouts.subList(2, 3)).get(0), ROUNDING);
    assertThat(score(rollouts.subList(1, 2), 1000)).hasSize(1);
  }

  private static List<ScoredRollout> score(List<GroupedRollout> rollouts, int tokensPerPass) {
    JavaRDD<GroupedRollout> rows =
        JavaSparkContext.fromSparkContext(LocalSpark.session().sparkContext())
            .parallelize(rollouts, 2);
    return new PolicyScoring(source, ComputeType.FLOAT32, TEMPERATURE, tokensPerPass, row -> true)
        .score(rows)
        .collect();
  }

  private static List<float[]> expected(List<GroupedRollout> rollouts) {
    try (NDManager manager = Torch.newManager()) {
      Decoder decoder = Decoder.of(manager, PolicyCheckpoint.read(policy));
      return new SequenceScorer(decoder, TEMPERATURE, 1 << 20)
              .score(
                  rollouts.stream()
                      .map(row -> TokenSequence.of(row.promptTokenIds(), row.responseTokenIds()))
                      .toList())
              .stream()
              .map(TokenScores::logprobs)
              .toList();
    }
  }

  private static List<GroupedRollout> rollouts(int count) {
    List<GroupedRollout> rollouts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      CounterRandom random = CounterRandom.of("test-scoring", 1, i);
      rollouts.add(
          rollout(
              i,
              tokens(random, 1 + random.below(9, 1000)),
              tokens(random, 1 + random.below(12, 1001))));
    }
    return rollouts;
  }

  private static int[] tokens(CounterRandom random, int length) {
    int[] tokens = new int[length];
    Arrays.setAll(tokens, position -> random.below(VOCABULARY, position));
    return tokens;
  }

  private static GroupedRollout rollout(int sampleIndex, int[] prompt, int[] response) {
    float[] logprobs = new float[response.length];
    return new GroupedRollout(
        "p-" + sampleIndex,
        "p",
        sampleIndex,
        prompt,
        response,
        logprobs,
        logprobs,
        0,
        1.0,
        1.0,
        0,
        null,
        false,
        false,
        0,
        false,
        true,
        "final-number",
        "1",
        List.of());
  }
}
