package io.souprl.jobs.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import io.souprl.error.InputException;
import io.souprl.generation.Generation;
import io.souprl.generation.GenerationRequest;
import io.souprl.generation.GenerationSettings;
import io.souprl.generation.Generator;
import io.souprl.jobs.LocalSpark;
import io.souprl.jobs.TinyRun;
import io.souprl.jobs.run.CheckpointFiles;
import io.souprl.jobs.table.RowReader;
import io.souprl.model.Decoder;
import io.souprl.model.PolicyCheckpoint;
import io.souprl.model.Torch;
import io.souprl.random.CounterRandom;
import io.souprl.tokenizer.DecodeSpecials;
import io.souprl.tokenizer.EncodeSpecials;
import io.souprl.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.LongAccumulator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class TestPolicyTransformer {
  private static final Logger LOG = LoggerFactory.getLogger(TestPolicyTransformer.class);
  private static final int VOCABULARY = 48;
  private static final int MAX_TOKENS = 12;

  @TempDir private static Path home;
  private static Path policy;
  private static NDManager manager;
  private static Decoder decoder;
  private static Tokenizer tokenizer;

  @BeforeAll
  static void loadAPolicy() {
    policy = home.resolve("policy");
    TinyRun.writePolicy(policy, VOCABULARY, 3);
    manager = Torch.newManager();
    decoder = Decoder.of(manager, PolicyCheckpoint.read(policy));
    tokenizer = Tokenizer.load(policy);
  }

  @AfterAll
  static void close() {
    tokenizer.close();
    manager.close();
  }

  private static PolicyTransformer transformer() {
    return new PolicyTransformer()
        .setModelUrl(policy.toString())
        .setInputCol("prompt")
        .setOutputCol("answer")
        .setMaxTokens(MAX_TOKENS)
        .setSeed(7);
  }

  private static Dataset<Row> frame(String schema, Row... rows) {
    return LocalSpark.session()
        .createDataFrame(List.of(rows), StructType.fromDDL(schema))
        .coalesce(1);
  }

  private static Row answer(Row row) {
    return row.getStruct(row.fieldIndex("answer"));
  }

  private static List<Row> answers(Dataset<Row> answered) {
    return answered.collectAsList().stream().map(TestPolicyTransformer::answer).toList();
  }

  private static Generation generated(String text, double temperature, CounterRandom random) {
    int[] prompt = tokenizer.encode(text, EncodeSpecials.ADD);
    return new Generator(decoder, GenerationSettings.full(temperature, 8))
        .generate(List.of(new GenerationRequest(prompt, new int[0], MAX_TOKENS, random)))
        .get(0);
  }

  private static void assertIs(Row answer, Generation expected) {
    assertThat(RowReader.ints(answer, "token_ids")).isEqualTo(expected.tokenIds());
    assertThat(RowReader.floats(answer, "logprobs"))
        .containsExactly(expected.logprobs(), within(1e-5f));
    assertThat(RowReader.string(answer, "finish_reason")).isEqualTo(expected.finishReason().text());
    assertThat(RowReader.string(answer, "text"))
        .isEqualTo(tokenizer.decode(expected.tokenIds(), DecodeSpecials.SKIP));
    assertThat(RowReader.string(answer, "error")).isNull();
  }

  @Test
  void samplesWhatTheGeneratorDoesForAnIdAndKeepsTheOtherColumns() {
    Dataset<Row> answered =
        transformer()
            .setIdCol("id")
            .transform(
                frame(
                    "id bigint, prompt string, level double",
                    RowFactory.create(4L, "1,2=", 0.5),
                    RowFactory.create(9L, "7-3=", null)));

    assertThat(answered.columns()).containsExactly("id", "prompt", "level", "answer");
    List<Row> rows = answered.collectAsList();
    assertThat(rows).extracting(row -> row.getLong(0)).containsExactly(4L, 9L);
    assertThat(rows).extracting(row -> row.get(2)).containsExactly(0.5, null);
    assertIs(answer(rows.get(0)), generated("1,2=", 1, CounterRandom.of("generate", 7, "4", 0)));
    assertIs(answer(rows.get(1)), generated("7-3=", 1, CounterRandom.of("generate", 7, "9", 0)));
  }

  @Test
  void takesTheMostLikelyTokensAsTheGeneratorDoes() {
    List<Row> answers =
        answers(
            transformer()
                .setTemperature(0)
                .transform(
                    frame("prompt string", RowFactory.create("1+1="), RowFactory.create("3,4:"))));
    assertIs(answers.get(0), generated("1+1=", 0, CounterRandom.of("any", 0)));
    assertIs(answers.get(1), generated("3,4:", 0, CounterRandom.of("other", 1)));
  }

  @Test
  void answersTokenIdsAsItAnswersTheirText() {
    int[] ids = tokenizer.encode("5,5=10>", EncodeSpecials.ADD);
    Row text = RowFactory.create("a", "5,5=10>");
    Row ints = RowFactory.create("a", IntStream.of(ids).boxed().toArray());
    Row longs = RowFactory.create("a", IntStream.of(ids).asLongStream().boxed().toArray());
    PolicyTransformer byId = transformer().setIdCol("id");
    Row expected = answers(byId.transform(frame("id string, prompt string", text))).get(0);

    assertThat(answers(byId.transform(frame("id string, prompt array<int>", ints))))
        .containsExactly(expected);
    assertThat(answers(byId.transform(frame("id string, prompt array<bigint>", longs))))
        .containsExactly(expected);
  }

  @Test
  void drawsFromTheInputWithoutAnId() {
    List<Row> answers =
        answers(
            transformer()
                .transform(
                    frame(
                        "prompt string",
                        RowFactory.create("1,2="),
                        RowFactory.create("1,3="),
                        RowFactory.create("1,2="))));
    assertThat(answers.get(2)).isEqualTo(answers.get(0)).isNotEqualTo(answers.get(1));
    assertIs(answers.get(0), generated("1,2=", 1, CounterRandom.of("generate", 7, "1,2=", 0)));
  }

  @Test
  void givesAnArrayOfDifferentSamples() {
    Row row =
        transformer()
            .setSamples(3)
            .transform(frame("prompt string", RowFactory.create("1,2=")))
            .first();
    List<Row> samples = row.getList(row.fieldIndex("answer"));
    assertThat(samples).hasSize(3).doesNotHaveDuplicates();
    for (int i = 0; i < 3; i++) {
      assertIs(samples.get(i), generated("1,2=", 1, CounterRandom.of("generate", 7, "1,2=", i)));
    }
  }

  @Test
  void saysWhyATextHasNoAnswerAndAnswersTheOthers() {
    List<Row> answers =
        answers(
            transformer()
                .setIdCol("id")
                .transform(
                    frame(
                        "id int, prompt string",
                        RowFactory.create(0, "1,2="),
                        RowFactory.create(1, null),
                        RowFactory.create(3, "1".repeat(60)),
                        RowFactory.create(null, "1"),
                        RowFactory.create(5, "3,4="))));
    assertThat(answers)
        .extracting(answer -> RowReader.string(answer, "error"))
        .containsExactly(
            null,
            "the input is null",
            "a prompt of 61 tokens and a response of 12 do not fit the context of 64"
                + " (max_position_embeddings)",
            "the id is null",
            null);
    assertThat(answers.subList(1, 4))
        .allSatisfy(
            answer -> {
              assertThat(RowReader.string(answer, "finish_reason")).isEqualTo("error");
              assertThat(RowReader.string(answer, "text")).isNull();
              assertThat(RowReader.ints(answer, "token_ids")).isEmpty();
              assertThat(RowReader.floats(answer, "logprobs")).isEmpty();
            });
    assertIs(answers.get(4), generated("3,4=", 1, CounterRandom.of("generate", 7, "5", 0)));
  }

  @Test
  void saysWhichTokenIdsAreNone() {
    List<Row> answers =
        answers(
            transformer()
                .setSamples(1)
                .transform(
                    frame(
                        "prompt array<bigint>",
                        RowFactory.create((Object) new Object[] {3L, 48L}),
                        RowFactory.create((Object) new Object[] {-1L}),
                        RowFactory.create((Object) new Object[] {3L, 4L, 1L << 33}),
                        RowFactory.create((Object) new Object[] {3L, null}),
                        RowFactory.create((Object) new Object[] {}),
                        RowFactory.create((Object) new Object[] {47L}))));
    assertThat(answers)
        .extracting(answer -> RowReader.string(answer, "error"))
        .containsExactly(
            "the token id 48 at position 1 is outside the vocabulary",
            "the token id -1 at position 0 is outside the vocabulary",
            "the token id 8589934592 at position 2 is outside the vocabulary",
            "the token id at position 1 is null",
            "the prompt has no tokens",
            null);
  }

  @Test
  void fillsTheContextWhenNoLengthIsAskedFor() {
    PolicyTransformer open = transformer().setMaxTokens(0);
    List<Row> answers =
        answers(
            open.transform(
                frame(
                    "prompt string",
                    RowFactory.create("1".repeat(60)),
                    RowFactory.create("1".repeat(63)))));
    assertThat(RowReader.ints(answers.get(0), "token_ids")).hasSizeBetween(1, 3);
    assertThat(RowReader.string(answers.get(1), "error"))
        .isEqualTo(
            "a prompt of 64 tokens and a response of 1 do not fit the context of 64"
                + " (max_position_embeddings)");
  }

  @Test
  void continuesThePrefixOfARequestOnItsOwnStream() {
    int[] prompt = tokenizer.encode("1,2=", EncodeSpecials.ADD);
    int[] prefix = tokenizer.encode("1+", EncodeSpecials.OMIT);
    List<Row> requests =
        List.of(
            RowFactory.create(RequestSchema.row(prompt, prefix, 8, "sampling", 3, "p", 1)),
            RowFactory.create(RequestSchema.row(prompt, prefix, 2, "sampling", 3, "p", 1)));
    PolicyTransformer whole =
        new PolicyTransformer()
            .setModelUrl(policy.toString())
            .setInputCol("request")
            .setOutputCol("answer")
            .setSeed(7);
    List<Row> answers =
        answers(
            whole.transform(
                LocalSpark.session()
                    .createDataFrame(
                        requests, new StructType().add("request", RequestSchema.TYPE))));
    Generation expected =
        new Generator(decoder, GenerationSettings.full(1, 8))
            .generate(
                List.of(
                    new GenerationRequest(
                        prompt, prefix, 8, CounterRandom.of("sampling", 7, 3, "p", 1))))
            .get(0);
    assertThat(RowReader.ints(answers.get(0), "token_ids")).isEqualTo(expected.tokenIds());
    assertThat(RowReader.floats(answers.get(0), "prefix_logprobs"))
        .hasSize(2)
        .containsExactly(expected.prefixLogprobs(), within(1e-5f));
    assertThat(RowReader.string(answers.get(0), "text")).startsWith("1+");
    assertThat(RowReader.string(answers.get(1), "error"))
        .isEqualTo("a response of at most 2 tokens has no room behind a prefix of 2");
  }

  @Test
  void givesTheSameAnswersHoweverTheRowsAreSpread() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 250; i++) {
      rows.add(RowFactory.create((long) i, i % 17 + "," + i % 5 + "=" + "1".repeat(i % 7)));
    }
    Map<Long, List<int[]>> one = tokens(rows, 1, 64);
    assertThat(one).hasSize(250);
    Collections.shuffle(rows, new Random(1));
    int differing = 0;
    for (int partitions : new int[] {2, 5}) {
      Map<Long, List<int[]>> spread = tokens(rows, partitions, 7 * partitions);
      assertThat(spread.keySet()).isEqualTo(one.keySet());
      for (Long id : one.keySet()) {
        for (int sample = 0; sample < 4; sample++) {
          differing += Arrays.equals(one.get(id).get(sample), spread.get(id).get(sample)) ? 0 : 1;
        }
      }
    }
    LOG.warn("{} of 2000 sequences differ between spreads of the rows", differing);
    assertThat(differing).as("differing sequences of 2000").isLessThanOrEqualTo(2);
  }

  private static Map<Long, List<int[]>> tokens(List<Row> rows, int partitions, int batch) {
    Dataset<Row> frame =
        LocalSpark.session()
            .createDataFrame(rows, StructType.fromDDL("id bigint, prompt string"))
            .repartition(partitions);
    Dataset<Row> answered =
        transformer().setIdCol("id").setSamples(4).setBatchSize(batch).transform(frame);
    assertThat(answered.rdd().getNumPartitions()).isEqualTo(partitions);
    Map<Long, List<int[]>> tokens = new TreeMap<>();
    for (Row row : answered.collectAsList()) {
      List<Row> samples = row.getList(2);
      tokens.put(
          row.getLong(0),
          samples.stream().map(sample -> RowReader.ints(sample, "token_ids")).toList());
    }
    return tokens;
  }

  @Test
  void tellsTheMeterTokensAndTime() {
    var context = LocalSpark.session().sparkContext();
    LongAccumulator tokens = context.longAccumulator();
    LongAccumulator nanos = context.longAccumulator();
    List<Row> answers =
        answers(
            transformer()
                .meteredBy(PolicyMeter.of(tokens, nanos))
                .transform(frame("prompt string", RowFactory.create("1,2="))));
    assertThat(tokens.sum()).isEqualTo(RowReader.ints(answers.get(0), "token_ids").length);
    assertThat(nanos.sum()).isPositive();
  }

  @Test
  void readsFileUrisAndRefusesOtherWeightsThanThoseAsked() {
    Dataset<Row> frame = frame("prompt string", RowFactory.create("1,2="));
    PolicyTransformer uri = transformer().setModelUrl(policy.toUri().toString());
    assertThat(answers(uri.transform(frame))).isEqualTo(answers(transformer().transform(frame)));

    String hash = CheckpointFiles.find(policy.toString()).contentHash();
    assertThat(answers(transformer().setContentHash(hash).transform(frame)))
        .isEqualTo(answers(transformer().transform(frame)));
    Dataset<Row> other = transformer().setContentHash("0".repeat(64)).transform(frame);
    assertThatThrownBy(other::collectAsList)
        .rootCause()
        .hasMessage(
            "Cannot load the policy %s: it has content hash %s, registered is %s"
                .formatted(policy, hash, "0".repeat(64)));
  }

  @Test
  void refusesAModelThatIsNotThereBeforeAnyWork() {
    PolicyTransformer absent = transformer().setModelUrl(home + "/absent");
    Dataset<Row> frame = frame("prompt string", RowFactory.create("1,2="));
    assertThatThrownBy(() -> absent.transform(frame))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(home + "/absent: there is no such directory.");
  }

  @Test
  void runsAsInTheReadme() {
    Dataset<Row> prompts =
        frame("id int, prompt string", RowFactory.create(1, "1,2="), RowFactory.create(2, null));
    Dataset<Row> answered =
        new PolicyTransformer()
            .setModelUrl(policy.toString())
            .setInputCol("prompt")
            .setOutputCol("response")
            .setIdCol("id")
            .setTemperature(0.7)
            .setSamples(4)
            .setMaxTokens(32)
            .transform(prompts);
    Dataset<Row> rows = answered.selectExpr("id", "inline(response)");

    assertThat(rows.columns())
        .containsExactly("id", "token_ids", "logprobs", "text", "finish_reason", "error");
    assertThat(rows.where("finish_reason IN ('stop', 'length')").count()).isEqualTo(4);
    assertThat(rows.where("error = 'the input is null'").count()).isEqualTo(4);
  }

  @Test
  void hasNothingToDoWithoutRows() {
    Dataset<Row> none = transformer().transform(frame("prompt string"));
    assertThat(none.collectAsList()).isEmpty();
    assertThat(none.columns()).containsExactly("prompt", "answer");
  }
}
