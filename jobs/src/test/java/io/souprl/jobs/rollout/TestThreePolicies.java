package io.souprl.jobs.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.souprl.jobs.HandMadeRun;
import io.souprl.jobs.LocalSpark;
import io.souprl.jobs.TinyRun;
import io.souprl.jobs.run.LoadedPolicy;
import io.souprl.jobs.run.PolicyCache;
import io.souprl.jobs.run.Run;
import io.souprl.jobs.run.Stages;
import io.souprl.jobs.sql.RunViews;
import io.souprl.jobs.table.PolicyVersion;
import io.souprl.jobs.table.RowReader;
import io.souprl.model.SequenceScorer;
import io.souprl.model.TokenSequence;
import io.souprl.soup.PrefixDraw;
import io.souprl.soup.PrefixDraws;
import io.souprl.soup.PrefixOutcome;
import io.souprl.soup.PrefixSelect;
import io.souprl.soup.PrefixSettings;
import io.souprl.soup.Segment;
import io.souprl.soup.Segments;
import io.souprl.table.TableName;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.LongAccumulator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run with three policies; its third round is sampled from each source of prefixes. */
class TestThreePolicies {
  private static final int ROUND = 2;
  private static final int END_OF_SEQUENCE = 2;

  @TempDir private static Path home;
  private static Path start;
  private static HandMadeRun mixed;
  private static Map<String, Double> mixedCounts;
  private static Map<String, Row> stored;
  private static HandMadeRun generated;
  private static Map<String, Double> generatedCounts;
  private static List<Row> rows;

  @BeforeAll
  static void sampleThreeRounds() {
    start = home.resolve("start");
    TinyRun.roundBehind(start);
    stored = new HashMap<>();
    try (HandMadeRun made = TinyRun.again(start)) {
      Stages.run(made.run(), new RolloutStage(), 1);
      TinyRun.score(made.run(), 1);
      TinyRun.policy(made.run(), ROUND);
      for (int round = 0; round < ROUND; round++) {
        TinyRun.rollouts(made.run(), round)
            .forEach(row -> stored.put(row.getAs("rollout_id"), row));
      }
    }
    mixed =
        TinyRun.copyOf(
            start,
            home.resolve("mixed"),
            "history.mixed=true",
            "prefix.min-fraction=0.9",
            "prefix.max-fraction=1",
            "prefix.select=recent");
    mixedCounts = Stages.run(mixed.run(), new RolloutStage(), ROUND).orElseThrow();
    generated = copy("generated");
    generatedCounts = Stages.run(generated.run(), new RolloutStage(), ROUND).orElseThrow();
    rows = TinyRun.rollouts(generated.run(), ROUND);
  }

  private static HandMadeRun copy(String name, String... overrides) {
    String[] all = Arrays.copyOf(overrides, overrides.length + 2);
    all[overrides.length] = "prefix.source=generated";
    all[overrides.length + 1] = "prefix.max-fraction=0.9";
    return TinyRun.copyOf(start, home.resolve(name), all);
  }

  @AfterAll
  static void closeTheRuns() {
    mixed.close();
    generated.close();
  }

  @Test
  void keepsTheStretchesOfAMixedStoredRollout() {
    List<Row> prefixed = prefixed(TinyRun.rollouts(mixed.run(), ROUND));
    assertThat(prefixed).hasSize(8);
    assertThat(prefixed)
        .anySatisfy(
            row ->
                assertThat(segments(row))
                    .extracting(Segment::policyVersion)
                    .containsExactly(0, 1, 2));
    assertThat(prefixed)
        .allSatisfy(
            row -> {
              Row source = stored.get(row.<String>getAs("prefix_rollout_id"));
              int length = row.getAs("prefix_length");
              int responseLength = RowReader.ints(row, "response_token_ids").length;
              List<Segment> expected =
                  Segments.append(
                      Segments.cut(segments(source), source.getAs("rollout_id"), length),
                      ROUND,
                      mixed.run().checkpoints().version(ROUND).contentHash(),
                      responseLength - length);
              assertThat(segments(row)).isEqualTo(expected);
              assertThat(Segments.length(segments(row))).isEqualTo(responseLength);
              assertThat(Arrays.copyOf(RowReader.ints(row, "response_token_ids"), length))
                  .isEqualTo(Arrays.copyOf(RowReader.ints(source, "response_token_ids"), length));
              assertThat(Arrays.copyOf(RowReader.floats(row, "behaviour_logprobs"), length))
                  .isEqualTo(Arrays.copyOf(RowReader.floats(source, "behaviour_logprobs"), length));
            });
    assertThat(mixedCounts)
        .containsEntry("history_candidates", 32.0)
        .containsEntry("history_mixed", 0.0)
        .containsEntry("prefix_generated_tokens", 0.0);
  }

  @Test
  void recordsEachStretchUnderThePolicyThatSampledIt() {
    for (Row row : prefixed(TinyRun.rollouts(mixed.run(), ROUND))) {
      requireBehaviour(mixed.run(), row);
    }
    for (Row row : rows) {
      requireBehaviour(generated.run(), row);
    }
  }

  /** What each segment's checkpoint gives is what is recorded; the current one likewise. */
  private static void requireBehaviour(Run run, Row row) {
    int start = 0;
    for (Segment segment : segments(row)) {
      PolicyVersion policy = run.checkpoints().version(segment.policyVersion());
      assertThat(segment.checkpointHash()).isEqualTo(policy.contentHash());
      int end = start + segment.length();
      assertThat(Arrays.copyOfRange(RowReader.floats(row, "behaviour_logprobs"), start, end))
          .containsExactly(Arrays.copyOfRange(logprobs(policy, row), start, end), within(1e-4f));
      start = end;
    }
    assertThat(RowReader.floats(row, "current_logprobs"))
        .containsExactly(logprobs(run.checkpoints().version(ROUND), row), within(1e-4f));
  }

  private static float[] logprobs(PolicyVersion version, Row row) {
    try (PolicyCache.Lease lease = PolicyCache.lease(version)) {
      LoadedPolicy policy = lease.policy();
      return new SequenceScorer(policy.decoder(), 1, 100)
          .score(
              List.of(
                  TokenSequence.of(
                      RowReader.ints(row, "prompt_token_ids"),
                      RowReader.ints(row, "response_token_ids"))))
          .get(0)
          .logprobs();
    }
  }

  @Test
  void showsEveryStretchInTheLineageView() {
    Row row =
        prefixed(TinyRun.rollouts(mixed.run(), ROUND)).stream()
            .filter(candidate -> segments(candidate).size() == 3)
            .findFirst()
            .orElseThrow();
    Segment oldest = segments(row).get(0);
    Segment middle = segments(row).get(1);
    assertThat(lineage(mixed.run(), row))
        .containsExactly(
            RowFactory.create(0, 0, oldest.length(), 0, 2, oldest.sourceRolloutId(), 0),
            RowFactory.create(
                1,
                oldest.length(),
                middle.length(),
                1,
                1,
                row.<String>getAs("prefix_rollout_id"),
                1));
  }

  @Test
  void showsAGeneratedPrefixWithoutASourceInTheLineageView() {
    Row row = prefixed(rows).get(0);
    Segment prefix = segments(row).get(0);
    assertThat(lineage(generated.run(), row))
        .containsExactly(
            RowFactory.create(
                0,
                0,
                prefix.length(),
                prefix.policyVersion(),
                ROUND - prefix.policyVersion(),
                null,
                null));
  }

  @Test
  void summarisesGeneratedPrefixesApartFromReusedOnes() {
    SparkSession session = LocalSpark.session().newSession();
    RunViews.register(session, generated.run().directory());
    assertThat(
            session
                .sql(
                    "SELECT reused_tokens > 0, prefix_generated_tokens FROM round_summary"
                        + " WHERE round > 0 ORDER BY round")
                .collectAsList())
        .containsExactly(
            RowFactory.create(true, 0L),
            RowFactory.create(false, generatedCounts.get("prefix_generated_tokens").longValue()));
  }

  private static List<Row> lineage(Run run, Row row) {
    SparkSession session = LocalSpark.session().newSession();
    RunViews.register(session, run.directory());
    return session
        .sql(
            "SELECT segment, start, length, source_version, lag, source_rollout_id, source_round"
                + " FROM prefix_lineage WHERE rollout_id = '%s' ORDER BY segment"
                    .formatted(row.<String>getAs("rollout_id")))
        .collectAsList();
  }

  @Test
  void letsPastPoliciesGeneratePrefixes() {
    List<Row> prefixed = prefixed(rows);
    assertThat(prefixed)
        .hasSizeBetween(1, 8)
        .allSatisfy(
            row -> {
              int length = row.getAs("prefix_length");
              int[] response = RowReader.ints(row, "response_token_ids");
              assertThat(row.<Integer>getAs("sample_index")).isLessThan(2);
              assertThat(row.<String>getAs("prefix_rollout_id")).isNull();
              assertThat(Arrays.copyOf(response, length)).doesNotContain(END_OF_SEQUENCE);
              assertThat(length).isLessThan(response.length);
              assertThat(row.<Integer>getAs("generated_tokens"))
                  .isEqualTo(response.length - length);
              assertThat(segments(row)).hasSize(2);
              assertThat(segments(row).get(0).length()).isEqualTo(length);
              assertThat(segments(row).get(0).sourceRolloutId()).isNull();
            });
    assertThat(prefixed)
        .extracting(row -> segments(row).get(0).policyVersion())
        .contains(0, 1)
        .doesNotContain(2);
  }

  @Test
  void takesVersionAndLengthOfGeneratedPrefixesFromTheDraws() {
    PrefixDraws draws =
        new PrefixDraws(
            new PrefixSettings(PrefixOutcome.ANY, PrefixSelect.UNIFORM, 0, 0.9, 16, 12),
            7,
            ROUND,
            List.of(0, 1));
    int whole = 0;
    for (Row row : prefixed(rows)) {
      String prompt = row.getAs("prompt_id");
      OptionalDouble mean =
          stored.values().stream()
              .filter(source -> source.getAs("prompt_id").equals(prompt))
              .mapToInt(source -> RowReader.ints(source, "response_token_ids").length)
              .average();
      PrefixDraw draw = draws.draw(prompt, row.getAs("sample_index"), mean).orElseThrow();
      Segment prefix = segments(row).get(0);
      assertThat(prefix.policyVersion()).isEqualTo(draw.policyVersion());
      assertThat(prefix.length()).isLessThanOrEqualTo(draw.length());
      whole += prefix.length() == draw.length() ? 1 : 0;
    }
    assertThat(whole).isGreaterThan(4); // the others met an end of sequence
  }

  @Test
  void recordsThatAPastPolicyFailedAsAnErrorRow() {
    Run run = generated.run();
    RolloutSettings settings =
        RolloutSettings.of(
            run.config(),
            ROUND,
            run.checkpoints().version(ROUND),
            run.tables().rows(TableName.ROLLOUTS));
    PromptTokens prompt = new PromptTokens(0, "p", new int[] {1, 3});
    Prefix failed = Prefix.failed(1, run.checkpoints().version(0), "out of memory");
    Row row =
        new RolloutRows(settings, new LongAccumulator())
            .call(new Sample(prompt, failed).row(settings));
    assertThat(row.<String>getAs("finish_reason")).isEqualTo("error");
    assertThat(row.<String>getAs("error"))
        .isEqualTo("the prefix by policy version 0: out of memory");
    assertThat(row.<Integer>getAs("sample_index")).isEqualTo(1);
    assertThat(row.<Integer>getAs("generated_tokens")).isZero();
  }

  @Test
  void countsGeneratedPrefixesApartFromReusedOnes() {
    double prefixTokens = rows.stream().mapToInt(row -> row.<Integer>getAs("prefix_length")).sum();
    assertThat(generatedCounts)
        .containsEntry("errors", 0.0)
        .containsEntry("reused_tokens", 0.0)
        .containsEntry("prefix_generated_tokens", prefixTokens)
        .containsEntry("prefixed", (double) prefixed(rows).size());
  }

  @Test
  void generatesTheSamePrefixesWithOtherPartitionsAndBatches() {
    try (HandMadeRun other =
        copy("other", "rollout.partitions=3", "rollout.sequences-per-batch=3")) {
      Stages.run(other.run(), new RolloutStage(), ROUND);
      assertThat(TinyRun.rollouts(other.run(), ROUND))
          .extracting(TestThreePolicies::tokens)
          .isEqualTo(rows.stream().map(TestThreePolicies::tokens).toList());
    }
  }

  @Test
  void generatesTheSameBitsAgainAndClearsUp() {
    try (HandMadeRun again = copy("again")) {
      RolloutStage killed = new RolloutStage();
      killed.check(again.run(), ROUND);
      killed.run(again.run(), ROUND);
      assertThat(TinyRun.rollouts(again.run(), ROUND))
          .extracting(TestThreePolicies::bits)
          .isEqualTo(rows.stream().map(TestThreePolicies::bits).toList());
      Map<String, Double> counts = Stages.run(again.run(), new RolloutStage(), ROUND).orElseThrow();
      assertThat(counts)
          .containsEntry("prefix_generated_tokens", generatedCounts.get("prefix_generated_tokens"));
      assertThat(home.resolve("again/_tmp")).isEmptyDirectory();
    }
  }

  @Test
  void asksOnlyTheNewestPastPolicyWhenToldTo() {
    try (HandMadeRun recent = copy("recent", "prefix.select=recent")) {
      Stages.run(recent.run(), new RolloutStage(), ROUND);
      assertThat(prefixed(TinyRun.rollouts(recent.run(), ROUND)))
          .isNotEmpty()
          .allSatisfy(row -> assertThat(segments(row).get(0).policyVersion()).isEqualTo(1));
    }
  }

  private static List<Row> prefixed(List<Row> all) {
    return all.stream().filter(row -> row.<Integer>getAs("prefix_length") > 0).toList();
  }

  private static List<Segment> segments(Row row) {
    return SegmentRows.read(row, "segments");
  }

  private static String tokens(Row row) {
    return row.getAs("rollout_id")
        + " "
        + segments(row)
        + " "
        + Arrays.toString(RowReader.ints(row, "response_token_ids"));
  }

  private static String bits(Row row) {
    return tokens(row)
        + Arrays.toString(RowReader.floats(row, "behaviour_logprobs"))
        + Arrays.toString(RowReader.floats(row, "current_logprobs"));
  }
}
