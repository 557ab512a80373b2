package io.souprl.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.souprl.soup.LossAggregation;
import io.souprl.soup.PrefixOutcome;
import io.souprl.soup.PrefixSchedule;
import io.souprl.soup.PrefixSelect;
import io.souprl.soup.PrefixSource;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The contract: names, order and defaults of all keys, written down a second time. */
class TestDefaults {
  private static final String EXPECTED =
      """
      run.dir=""
      run.id=""
      run.stall-timeout=3600
      seed=0
      model.checkpoint=""
      model.config=""
      model.tokenizer=""
      data.prompts=""
      data.train-split="train"
      rollout.prompts-per-round=256
      rollout.oversample=1.0
      rollout.prompts=shuffled
      rollout.min-pass-rate=0.05
      rollout.max-pass-rate=0.95
      rollout.group-size=8
      rollout.prefixed-per-group=4
      rollout.temperature=1.0
      rollout.max-tokens=256
      rollout.max-error-fraction=0.05
      rollout.partitions=2
      rollout.sequences-per-batch=512
      rollout.cache-tokens=65536
      rollout.dtype=float32
      prefix.source=stored
      prefix.min-fraction=0.0
      prefix.max-fraction=0.5
      prefix.schedule=constant
      prefix.final-min-fraction=0.0
      prefix.final-max-fraction=0.5
      prefix.schedule-rounds=100
      prefix.outcome=any
      prefix.select=uniform
      history.window=64
      history.max-per-prompt=16
      history.mixed=false
      replay.per-group=0
      replay.outcome=correct
      reward.correct-weight=1.0
      reward.format-weight=0.0
      reward.overlong-buffer=0
      reward.overlong-penalty=1.0
      advantage.baseline=mean
      advantage.baseline-scope=group
      advantage.normalize-std=true
      advantage.std=population
      advantage.epsilon=1.0e-6
      loss.policy-loss=clipped
      loss.eps-low=0.2
      loss.eps-high=0.28
      loss.prefix-eps-low=0.2
      loss.prefix-eps-high=0.28
      loss.dual-clip=3.0
      loss.prefix-loss=ratio
      loss.shaping-gamma=0.1
      loss.top-entropy-fraction=0.2
      loss.aggregation=token-mean
      loss.constant-length=0
      loss.entropy-coefficient=0.0
      loss.kl.coefficient=0.0
      loss.kl.estimator=k3
      loss.kl.reference=0
      training.groups-per-step=16
      training.epochs=1
      training.partitions=1
      training.threads=1
      training.tokens-per-micro-batch=2048
      training.keep-zero-variance=false
      training.chunk-size=4194304
      training.state-interval=10
      training.save-dtype=float32
      training.optimizer.learning-rate=1.0e-6
      training.optimizer.beta1=0.9
      training.optimizer.beta2=0.95
      training.optimizer.epsilon=1.0e-8
      training.optimizer.weight-decay=0.0
      training.optimizer.max-grad-norm=1.0
      training.optimizer.schedule=constant
      training.optimizer.warmup-steps=0
      training.optimizer.total-steps=0
      training.optimizer.min-learning-rate-fraction=0.1
      training.gate.enabled=true
      training.gate.min-ess=0.3
      training.gate.max-abs-kl=0.1
      training.gate.min-mean-ratio=0.5
      training.gate.max-mean-ratio=2.0
      training.gate.prefix.min-ess=0.0
      training.gate.prefix.max-abs-kl=0.0
      training.gate.prefix.min-mean-ratio=0.0
      training.gate.prefix.max-mean-ratio=0.0
      training.gate.continuation.min-ess=0.0
      training.gate.continuation.max-abs-kl=0.0
      training.gate.continuation.min-mean-ratio=0.0
      training.gate.continuation.max-mean-ratio=0.0
      scoring.partitions=2
      scoring.verifier=""
      evaluation.split="test"
      evaluation.samples=8
      evaluation.temperature=1.0
      evaluation.top-k=0
      evaluation.top-p=1.0
      evaluation.min-p=0.0
      evaluation.max-tokens=0
      evaluation.prompts=0
      evaluation.every=0
      evaluation.partitions=2
      tracking.mlflow-uri=""
      tracking.mlflow-experiment="souprl"
      warmup.data=""
      warmup.batch-size=64
      warmup.epochs=1
      warmup.partitions=1
      warmup.threads=1
      warmup.tokens-per-micro-batch=2048
      warmup.optimizer.learning-rate=1.0e-6
      warmup.optimizer.beta1=0.9
      warmup.optimizer.beta2=0.95
      warmup.optimizer.epsilon=1.0e-8
      warmup.optimizer.weight-decay=0.0
      warmup.optimizer.max-grad-norm=1.0
      warmup.optimizer.schedule=constant
      warmup.optimizer.warmup-steps=0
      warmup.optimizer.total-steps=0
      warmup.optimizer.min-learning-rate-fraction=0.1
      quickstart.rounds=15
      quickstart.model=medium
      quickstart.train-prompts=512
      quickstart.test-prompts=128
      quickstart.demonstrations=96000
      quickstart.good-fraction=0.5
      quickstart.min-numbers=3
      quickstart.max-numbers=4
      quickstart.largest-number=9
      """;

  @Test
  void areTheDocumentedOnes() {
    String values =
        SoupConfig.schema().values(SoupConfig.parse("")).entrySet().stream()
            .map(entry -> entry.getKey() + "=" + entry.getValue() + "\n")
            .collect(Collectors.joining());
    assertThat(values).isEqualTo(EXPECTED);
  }

  @Test
  void holdWithoutAFile() {
    assertThat(SoupConfig.load(null, List.of())).isEqualTo(SoupConfig.parse(""));
  }

  @Test
  void liveInNestedRecords() {
    SoupConfig config = SoupConfig.parse("");
    ZoneGateConfig off = new ZoneGateConfig(0, 0, 0, 0);
    assertThat(config.training().gate())
        .isEqualTo(new GateConfig(true, 0.3, 0.1, 0.5, 2.0, off, off));
    assertThat(config.prefix())
        .isEqualTo(
            new PrefixConfig(
                PrefixSource.STORED,
                0,
                0.5,
                PrefixSchedule.Shape.CONSTANT,
                0,
                0.5,
                100,
                PrefixOutcome.ANY,
                PrefixSelect.UNIFORM));
    assertThat(config.loss().aggregation()).isEqualTo(LossAggregation.TOKEN_MEAN);
  }
}
