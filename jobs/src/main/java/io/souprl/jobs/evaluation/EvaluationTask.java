package io.souprl.jobs.evaluation;

import io.souprl.evaluation.EvaluationSample;
import io.souprl.evaluation.PromptSamples;
import io.souprl.generation.FinishReason;
import io.souprl.generation.Generation;
import io.souprl.generation.GenerationRequest;
import io.souprl.generation.GenerationSettings;
import io.souprl.generation.Generator;
import io.souprl.jobs.rollout.PromptTokens;
import io.souprl.jobs.run.FailPoints;
import io.souprl.jobs.run.PolicyCache;
import io.souprl.jobs.table.PolicyVersion;
import io.souprl.random.CounterRandom;
import io.souprl.tokenizer.DecodeSpecials;
import io.souprl.verify.Completion;
import io.souprl.verify.Verdict;
import io.souprl.verify.VerdictStatus;
import io.souprl.verify.Verifier;
import io.souprl.verify.Verifiers;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.util.LongAccumulator;
import scala.Tuple2;

/** Samples and verifies the answers to the prompts of one partition. */
record EvaluationTask(
    PolicyVersion policy,
    long seed,
    int round,
    int samples,
    int maxTokens,
    GenerationSettings generation,
    LongAccumulator done,
    LongAccumulator tokens,
    LongAccumulator modelNanos)
    implements FlatMapFunction<Iterator<EvaluationTask.Question>, Tuple2<Integer, PromptSamples>> {

  /** A prompt with what is needed to verify its answers. */
  record Question(PromptTokens prompt, String answer, String verifier) implements Serializable {}

  @Override
  public Iterator<Tuple2<Integer, PromptSamples>> call(Iterator<Question> input) {
    List<Tuple2<Integer, PromptSamples>> results = new ArrayList<>();
    int atATime = Math.max(1, 4 * generation.sequencesPerBatch() / samples);
    try (PolicyCache.Lease lease = PolicyCache.lease(policy)) {
      Generator generator = new Generator(lease.policy().decoder(), generation, tokens::add);
      while (input.hasNext()) {
        List<Question> questions = new ArrayList<>();
        while (input.hasNext() && questions.size() < atATime) {
          questions.add(input.next());
        }
        long start = System.nanoTime();
        List<Generation> answers = generator.generate(requests(questions));
        modelNanos.add(System.nanoTime() - start);
        FailPoints.reach("evaluation.mid");
        for (int i = 0; i < questions.size(); i++) {
          List<EvaluationSample> verdicts = new ArrayList<>();
          for (Generation answer : answers.subList(i * samples, (i + 1) * samples)) {
            String text = lease.policy().tokenizer().decode(answer.tokenIds(), DecodeSpecials.SKIP);
            verdicts.add(verdict(questions.get(i), answer, text));
          }
          results.add(
              new Tuple2<>(questions.get(i).prompt().position(), new PromptSamples(verdicts)));
          done.add(1);
        }
      }
    }
    return results.iterator();
  }

  private List<GenerationRequest> requests(List<Question> questions) {
    List<GenerationRequest> requests = new ArrayList<>();
    for (Question question : questions) {
      for (int sample = 0; sample < samples; sample++) {
        requests.add(
            new GenerationRequest(
                question.prompt().tokenIds(),
                new int[0],
                maxTokens,
                CounterRandom.of("evaluation", seed, round, question.prompt().promptId(), sample)));
      }
    }
    return requests;
  }

  private static EvaluationSample verdict(Question question, Generation answer, String text) {
    Verifier verifier = Verifiers.named(question.verifier());
    Completion completion =
        answer.finishReason() == FinishReason.STOP
            ? Completion.finished(text)
            : Completion.truncated(text);
    Verdict verdict = verifier.verify(question.answer(), completion);
    if (!verdict.status().hasReward()) {
      throw new IllegalStateException(
          "Cannot evaluate prompt %s: %s (%s)"
              .formatted(
                  question.prompt().promptId(), verdict.status().tableName(), verdict.detail()));
    }
    return new EvaluationSample(
        verdict.status() == VerdictStatus.CORRECT, verdict.extractedAnswer());
  }
}
