package io.souprl.jobs.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.souprl.evaluation.EvaluationMetrics;
import io.souprl.evaluation.EvaluationSample;
import io.souprl.evaluation.PromptSamples;
import io.souprl.generation.FinishReason;
import io.souprl.generation.Generation;
import io.souprl.generation.GenerationRequest;
import io.souprl.generation.GenerationSettings;
import io.souprl.generation.Generator;
import io.souprl.jobs.HandMadeRun;
import io.souprl.jobs.TinyRun;
import io.souprl.jobs.run.LoadedPolicy;
import io.souprl.jobs.run.PolicyCache;
import io.souprl.jobs.run.Run;
import io.souprl.jobs.run.Stages;
import io.souprl.jobs.table.RowBuilder;
import io.souprl.random.CounterRandom;
import io.souprl.table.TableName;
import io.souprl.tokenizer.DecodeSpecials;
import io.souprl.tokenizer.EncodeSpecials;
import io.souprl.verify.Completion;
import io.souprl.verify.Verdict;
import io.souprl.verify.VerdictStatus;
import io.souprl.verify.Verifiers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestEvaluationStage {
  private static final int BASE = -1;
  private static final int SAMPLES = 6;
  private static final String VERIFIER = "final-number";
  private static final List<String> TEXTS = List.of("1,2,3=6>", "4,5=9>", "7,8=", "2,2=4>", "1+1");

  @TempDir private static Path home;
  private static HandMadeRun made;
  private static Map<String, Double> counts;

  @BeforeAll
  static void evaluateTheBase() {
    made = TinyRun.in(home.resolve("run"), "evaluation.samples=" + SAMPLES);
    prompts(made.run(), "7");
    counts = Stages.run(made.run(), new EvaluationStage(), BASE).orElseThrow();
  }

  @AfterAll
  static void closeTheRun() {
    made.close();
  }

  private static void prompts(Run run, String answer) {
    RowBuilder builder = run.tables().rows(TableName.PROMPTS);
    List<Row> rows = new ArrayList<>();
    for (String text : TEXTS) {
      rows.add(
          builder.row(
              "run_id",
              run.id(),
              "prompt_id",
              "test " + text,
              "dataset",
              "tiny",
              "split",
              "test",
              "prompt",
              text,
              "answer",
              answer,
              "verifier",
              VERIFIER));
    }
    run.tables().append(TableName.PROMPTS, rows, "test prompts");
  }

  /** The metrics of samples that are drawn and verified here, without Spark. */
  @Test
  void measuresWhatTheGeneratorSamplesOnTheEvaluationStreams() {
    List<PromptSamples> expected = new ArrayList<>();
    long tokens = 0;
    try (PolicyCache.Lease lease = PolicyCache.lease(made.run().checkpoints().version(0))) {
      for (String text : TEXTS) {
        List<EvaluationSample> verdicts = new ArrayList<>();
        for (int sample = 0; sample < SAMPLES; sample++) {
          Generation answer = answer(lease.policy(), text, sample);
          tokens += answer.tokenIds().length;
          verdicts.add(verdict(lease.policy(), answer));
        }
        expected.add(new PromptSamples(verdicts));
      }
    }
    EvaluationMetrics.of(expected)
        .forEach(
            metric ->
                assertThat(counts.get(metric.metric().replace("@k", "@" + metric.k())))
                    .isCloseTo(metric.value(), within(1e-12)));
    assertThat(counts)
        .containsEntry("prompts", (double) TEXTS.size())
        .containsEntry("generated_tokens", (double) tokens)
        .hasEntrySatisfying("model_seconds", seconds -> assertThat(seconds).isPositive());
  }

  private static Generation answer(LoadedPolicy policy, String text, int sample) {
    return new Generator(policy.decoder(), GenerationSettings.full(1, 8))
        .generate(
            List.of(
                new GenerationRequest(
                    policy.tokenizer().encode(text, EncodeSpecials.ADD),
                    new int[0],
                    12,
                    CounterRandom.of("evaluation", 7, BASE, "test " + text, sample))))
        .get(0);
  }

  private static EvaluationSample verdict(LoadedPolicy policy, Generation answer) {
    String text = policy.tokenizer().decode(answer.tokenIds(), DecodeSpecials.SKIP);
    Verdict verdict =
        Verifiers.named(VERIFIER)
            .verify(
                "7",
                answer.finishReason() == FinishReason.STOP
                    ? Completion.finished(text)
                    : Completion.truncated(text));
    return EvaluationSample.of(
        verdict.status() == VerdictStatus.CORRECT, verdict.extractedAnswer(), answer.tokenIds());
  }

  @Test
  void writesTheMetricsAndIsThenDone() {
    assertThat(made.run().tables().read(TableName.EVALS, BASE).collectAsList())
        .isNotEmpty()
        .allSatisfy(
            row -> {
              assertThat(row.<Integer>getAs("policy_version")).isZero();
              assertThat(row.<Integer>getAs("prompts")).isEqualTo(TEXTS.size());
            });
    assertThat(Stages.run(made.run(), new EvaluationStage(), BASE)).isEmpty();
  }

  @Test
  void measuresTheSameWithOtherPartitionsAndBatches() {
    try (HandMadeRun other =
        TinyRun.in(
            home.resolve("other"),
            "evaluation.samples=" + SAMPLES,
            "evaluation.partitions=3",
            "rollout.sequences-per-batch=4")) {
      prompts(other.run(), "7");
      Map<String, Double> same = Stages.run(other.run(), new EvaluationStage(), BASE).orElseThrow();
      assertThat(same)
          .containsEntry("avg@n", counts.get("avg@n"))
          .containsEntry("pass@6", counts.get("pass@6"))
          .containsEntry("generated_tokens", counts.get("generated_tokens"));
    }
  }

  @Test
  void stopsAtAVerdictWithoutAReward() {
    try (HandMadeRun other = TinyRun.in(home.resolve("gold"))) {
      prompts(other.run(), "no number");
      EvaluationStage stage = new EvaluationStage();
      stage.check(other.run(), BASE);
      assertThatThrownBy(() -> stage.run(other.run(), BASE))
          .rootCause()
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith("Cannot evaluate prompt test ")
          .hasMessageContaining(": gold_unparseable (");
      assertThat(other.run().tables().read(TableName.EVALS).isEmpty()).isTrue();
    }
  }
}
