package io.souprl.jobs.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.souprl.error.InputException;
import io.souprl.jobs.LocalSpark;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TestPolicyParams {
  private static final StructType SCHEMA =
      StructType.fromDDL(
          "id bigint, name string, prompt string, ids array<int>, wide array<bigint>,"
              + " score double, parts array<string>");

  @TempDir private Path folder;

  @BeforeAll
  static void startSpark() {
    assertThat(LocalSpark.session().sparkContext().isStopped()).isFalse();
  }

  private static PolicyTransformer transformer() {
    return new PolicyTransformer()
        .setModelUrl("/models/tiny")
        .setInputCol("prompt")
        .setOutputCol("answer");
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        mistake(
            p -> p.setInputCol("prompts"),
            "inputCol: there is no column prompts. Name one of id, name, prompt, ids, wide, score,"
                + " parts."),
        mistake(
            p -> p.setInputCol("score"),
            "inputCol: the column score is double. Give a string to tokenise, or token ids as"
                + " array<int> or array<bigint>."),
        mistake(
            p -> p.setInputCol("parts"),
            "inputCol: the column parts is array<string>. Give a string to tokenise, or token ids"
                + " as array<int> or array<bigint>."),
        mistake(
            p -> p.setOutputCol("Score"),
            "outputCol: there is a column Score already. Choose another name, or drop that column"
                + " first."),
        mistake(
            p -> p.setIdCol("score"),
            "idCol: the column score is double. Give a string or a whole number."),
        mistake(
            p -> p.setIdCol("key"),
            "idCol: there is no column key. Name one of id, name, prompt, ids, wide, score, parts."),
        mistake(
            p -> p.setEngine("TensorFlow"), "engine: TensorFlow is not supported. Use PyTorch."),
        mistake(
            p -> p.setDtype("bfloat16"),
            "dtype: 'bfloat16' is not a known value. Use one of float32, float16."),
        mistake(p -> p.setBatchSize(0), "batchSize: 0 is out of range. Use 1 or more."),
        mistake(p -> p.setCacheTokens(0), "cacheTokens: 0 is out of range. Use 1 or more."),
        mistake(p -> p.setSamples(0), "samples: 0 is out of range. Use 1 or more."),
        mistake(p -> p.setMaxTokens(-1), "maxTokens: -1 is out of range. Use 0 or more."),
        mistake(p -> p.setTopK(-1), "topK: -1 is out of range. Use 0 or more."),
        mistake(p -> p.setTopP(0), "topP: 0.0 is out of range. Use more than 0 and at most 1."),
        mistake(p -> p.setMinP(1), "minP: 1.0 is out of range. Use 0 or more and less than 1."),
        mistake(
            p -> p.setTemperature(Double.NaN),
            "temperature: NaN is out of range. Use 0 (greedy) or more."));
  }

  private static Arguments mistake(Consumer<PolicyTransformer> change, String message) {
    return Arguments.of(change, message);
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void refusesWhatCannotBeMeant(Consumer<PolicyTransformer> change, String message) {
    PolicyTransformer changed = transformer();
    change.accept(changed);
    assertThatThrownBy(() -> changed.transformSchema(SCHEMA))
        .isInstanceOf(InputException.class)
        .hasMessage(message);
  }

  @Test
  void reportsEverythingThatIsMissingAtOnce() {
    assertThatThrownBy(() -> new PolicyTransformer().transformSchema(SCHEMA))
        .isInstanceOfSatisfying(
            InputException.class,
            e ->
                assertThat(e.problems())
                    .containsExactly(
                        "inputCol: it is not set. Name the column of prompts.",
                        "outputCol: it is not set. Name the column to add.",
                        "modelUrl: it is not set. Name the directory of a Hugging Face"
                            + " checkpoint."));
  }

  @Test
  void refusesToOverruleWholeRequests() {
    StructType requests = new StructType().add("request", RequestSchema.TYPE);
    PolicyTransformer changed =
        transformer().setInputCol("request").setSamples(2).setMaxTokens(5).setIdCol("request");
    assertThatThrownBy(() -> changed.transformSchema(requests))
        .isInstanceOfSatisfying(
            InputException.class,
            e ->
                assertThat(e.problems())
                    .contains(
                        "samples: it is set, and every row of request is a request for one response"
                            + " that says it itself. Leave it out.")
                    .hasSize(4));
  }

  @Test
  void addsAStructOrAnArrayOfStructs() {
    String struct =
        "struct<token_ids:array<int>,logprobs:array<float>,text:string,finish_reason:string,"
            + "error:string>";
    for (String input : List.of("prompt", "ids", "wide")) {
      StructType one = transformer().setInputCol(input).transformSchema(SCHEMA);
      assertThat(one.fieldNames()).startsWith(SCHEMA.fieldNames()).endsWith("answer");
      assertThat(one.apply("answer").dataType().catalogString()).isEqualTo(struct);
    }
    StructType many = transformer().setSamples(3).transformSchema(SCHEMA);
    assertThat(many.apply("answer").dataType().catalogString()).isEqualTo("array<" + struct + ">");
    StructType requests = new StructType().add("request", RequestSchema.TYPE);
    assertThat(
            transformer()
                .setInputCol("request")
                .transformSchema(requests)
                .apply("answer")
                .dataType()
                .catalogString())
        .isEqualTo(struct.replace("error:string", "error:string,prefix_logprobs:array<float>"));
  }

  private static PolicyTransformer everythingSet() {
    return transformer()
        .setContentHash("abc")
        .setIdCol("id")
        .setBatchSize(3)
        .setCacheTokens(100)
        .setDtype("float16")
        .setTemperature(0.5)
        .setTopK(7)
        .setTopP(0.9)
        .setMinP(0.1)
        .setMaxTokens(11)
        .setSamples(2)
        .setSeed(1L << 40)
        .setEngine("PyTorch");
  }

  private static void assertSame(PolicyTransformer actual, PolicyTransformer expected) {
    assertThat(actual.uid()).isEqualTo(expected.uid());
    assertThat(expected.params()).hasSize(16);
    for (Param<?> param : expected.params()) {
      assertThat(actual.isSet(actual.getParam(param.name()))).as(param.name()).isTrue();
      assertThat(actual.getOrDefault(actual.getParam(param.name())))
          .as(param.name())
          .isEqualTo(expected.getOrDefault(param));
    }
  }

  @Test
  void comesBackAsItWasSaved() throws IOException {
    PolicyTransformer saved = everythingSet();
    String path = folder.resolve("policy").toUri().toString();
    saved.save(path);
    assertSame(PolicyTransformer.load(path), saved);
  }

  @Test
  void comesBackWithItsPipeline() throws IOException {
    PolicyTransformer saved = everythingSet();
    String path = folder.resolve("pipeline").toUri().toString();
    PipelineModel model =
        new Pipeline()
            .setStages(new PipelineStage[] {saved})
            .fit(LocalSpark.session().createDataFrame(List.of(), SCHEMA));
    model.save(path);
    assertSame((PolicyTransformer) PipelineModel.load(path).stages()[0], saved);
  }

  @Test
  void copiesWithOtherValues() {
    PolicyTransformer original = everythingSet();
    assertSame(original.copy(new ParamMap()), original);
    PolicyTransformer changed = original.copy(new ParamMap().put(original.topK(), 9));
    assertThat(changed.getOrDefault(changed.topK())).isEqualTo(9);
    assertThat(original.getOrDefault(original.topK())).isEqualTo(7);
  }

  @Test
  void explainsItsParameters() {
    assertThat(Arrays.stream(new PolicyTransformer().params()).map(Param::name))
        .containsExactlyInAnyOrder(
            "modelUrl",
            "contentHash",
            "engine",
            "inputCol",
            "outputCol",
            "idCol",
            "batchSize",
            "cacheTokens",
            "dtype",
            "temperature",
            "topK",
            "topP",
            "minP",
            "maxTokens",
            "samples",
            "seed");
    assertThat(new PolicyTransformer().explainParams())
        .contains("dtype: number type that the policy computes in: float32 or float16")
        .contains("(default: float32)");
  }
}
