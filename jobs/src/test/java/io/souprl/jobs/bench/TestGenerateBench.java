package io.souprl.jobs.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.souprl.error.InputException;
import io.souprl.random.CounterRandom;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestGenerateBench {
  private static final double ONE_PROMPT = 1.0 / 512;

  @TempDir private Path work;

  @ParameterizedTest
  @CsvSource({"SMALL,512,8,16,48,8,256", "SHARED,16,4,256,256,8,64", "EQUAL,32,1,256,256,32,32"})
  void drawsLengthsFromTheWholeRange(
      GenerationWorkload workload,
      int prompts,
      int samples,
      int shortestPrompt,
      int longestPrompt,
      int shortestResponse,
      int longestResponse) {
    SequenceGroups groups = SequenceGroups.of(workload, 1);
    assertThat(groups.prompts()).hasNumberOfRows(prompts);
    assertThat(groups.lengths()).hasDimensions(prompts, samples);
    int[] promptLengths = Arrays.stream(groups.prompts()).mapToInt(ids -> ids.length).toArray();
    int[] responseLengths = Arrays.stream(groups.lengths()).flatMapToInt(Arrays::stream).toArray();
    assertRange(promptLengths, shortestPrompt, longestPrompt);
    assertRange(responseLengths, shortestResponse, longestResponse);
    int vocabulary = workload.shape().vocabulary();
    assertThat(Arrays.stream(groups.prompts()).flatMapToInt(Arrays::stream))
        .allMatch(token -> token >= 0 && token < vocabulary);
  }

  /** All values are in the range, and their mean is that of the uniform distribution. */
  private static void assertRange(int[] values, int least, int most) {
    assertThat(Arrays.stream(values)).allMatch(value -> value >= least && value <= most);
    double deviation = (most - least) / Math.sqrt(12.0 * values.length);
    assertThat(Arrays.stream(values).average().orElseThrow())
        .isCloseTo((least + most) / 2.0, within(4 * deviation + 1e-9));
  }

  @Test
  void drawsTheSameSequencesAtEveryScale() {
    SequenceGroups all = SequenceGroups.of(GenerationWorkload.SMALL, 1);
    SequenceGroups few = SequenceGroups.of(GenerationWorkload.SMALL, 3 * ONE_PROMPT);
    assertThat(few.prompts()).isDeepEqualTo(Arrays.copyOf(all.prompts(), 3));
    assertThat(few.lengths()).isDeepEqualTo(Arrays.copyOf(all.lengths(), 3));
    assertThat(few.lengths()[0][5])
        .isEqualTo(8 + CounterRandom.of("bench-response-length/small", 0, 0, 5).below(249, 0));
    assertThat(few.lengths()[0]).isNotEqualTo(few.lengths()[1]);
  }

  @Test
  void writesWhatPeersRead() throws IOException {
    SequenceGroups groups = new SequenceGroups(new int[][] {{1, 2}, {3}}, new int[][] {{4}, {5}});
    groups.write(work.resolve("w.json"));
    assertThat(Jackson.read(work.resolve("w.json")))
        .isEqualTo(Jackson.parse("{\"prompts\":[[1,2],[3]],\"lengths\":[[4],[5]]}"));
  }

  @Test
  void makesTheTokensThatWereAskedFor() {
    JsonNode report = GenerationBench.run(options(3 * ONE_PROMPT, Optional.empty()));
    SequenceGroups groups = SequenceGroups.of(GenerationWorkload.SMALL, 3 * ONE_PROMPT);
    long tokens = groups.tokens(3);
    assertThat(report.path("workload").asText()).isEqualTo("small");
    assertThat(report.path("prompts").asInt()).isEqualTo(3);
    assertThat(report.path("samples").asInt()).isEqualTo(8);
    assertThat(report.path("prompt_tokens").asLong()).isEqualTo(groups.promptTokens());
    assertThat(report.path("response_tokens").asLong()).isEqualTo(tokens);
    assertThat(report.path("shape").path("hidden_size").asInt()).isEqualTo(128);
    assertThat(report.path("machine").path("cores").asInt()).isPositive();
    assertThat(report.path("machine").path("cpu").asText()).isNotBlank();
    assertThat(report.path("versions").path("libtorch").asText()).isNotBlank();
    assertThat(report.path("contenders")).hasSize(1);
    JsonNode own = report.path("contenders").get(0);
    assertThat(own.path("name").asText()).isEqualTo("souprl");
    assertThat(own.path("settings"))
        .isEqualTo(
            Jackson.parse("{\"threads\":2,\"sequences_per_batch\":16,\"cache_tokens\":65536}"));
    assertThat(own.path("tokens").asLong()).isEqualTo(tokens);
    assertThat(own.path("seconds")).hasSize(2);
    double[] seconds = {
      own.path("seconds").get(0).asDouble(), own.path("seconds").get(1).asDouble()
    };
    JsonNode speed = own.path("tokens_per_second");
    assertThat(speed.path("min").asDouble())
        .isEqualTo(tokens / Math.max(seconds[0], seconds[1]), within(1e-6));
    assertThat(speed.path("max").asDouble())
        .isEqualTo(tokens / Math.min(seconds[0], seconds[1]), within(1e-6));
    assertThat(speed.path("median").asDouble())
        .isEqualTo((tokens / seconds[0] + tokens / seconds[1]) / 2, within(1e-6));
    assertThat(report.path("ratios")).isEmpty();
  }

  @Test
  void comparesWithPeersAndNamesThoseThatCannotRun() throws IOException {
    long tokens = SequenceGroups.of(GenerationWorkload.SMALL, ONE_PROMPT).tokens(1);
    Path python =
        script(
            "#!/bin/sh",
            "echo '{\"ready\":true,\"versions\":{\"torch\":\"fake\"}}'",
            "while read -r request; do",
            "  case $1$request in",
            "    *continuous*) echo '{\"error\":\"no accelerator\"}' ;;",
            "    *'\"processes\":1'*) echo '{\"tokens\":" + tokens + ",\"seconds\":4}' ;;",
            "    *loop*'\"part\":0'*) echo '{\"tokens\":" + (tokens - 5) + ",\"seconds\":2}' ;;",
            "    *loop*'\"part\":1'*) echo '{\"tokens\":5,\"seconds\":3}' ;;",
            "    *'\"part\":0'*) echo '{\"tokens\":0,\"seconds\":8}' ;;",
            "    *) echo '{\"tokens\":" + tokens + ",\"seconds\":2}' ;;",
            "  esac",
            "done");
    JsonNode report = GenerationBench.run(options(ONE_PROMPT, Optional.of(python)));
    assertThat(report.path("contenders"))
        .extracting(node -> node.path("name").asText())
        .containsExactly(
            "souprl", "transformers", "transformers-continuous-batching", "pytorch-loop");
    JsonNode transformers = report.path("contenders").get(1);
    assertThat(transformers.path("settings"))
        .isEqualTo(
            Jackson.parse(
                "{\"engine\":\"generate\",\"batch_size\":8,\"processes\":1,\"threads\":2}"));
    assertThat(transformers.path("calibration")).hasSize(2);
    assertThat(transformers.path("tokens_per_second").path("median").asDouble())
        .isEqualTo(tokens / 4.0);
    JsonNode loop = report.path("contenders").get(3);
    assertThat(loop.path("settings"))
        .isEqualTo(Jackson.parse("{\"batch_size\":8,\"processes\":2,\"threads\":1}"));
    assertThat(loop.path("tokens_per_second").path("median").asDouble()).isEqualTo(tokens / 3.0);
    assertThat(report.path("contenders").get(2).path("error").asText()).isEqualTo("no accelerator");
    assertThat(report.path("versions").path("peers"))
        .isEqualTo(Jackson.parse("{\"torch\":\"fake\"}"));
    assertThat(report.path("ratios").fieldNames())
        .toIterable()
        .containsExactly("transformers", "pytorch-loop");
    JsonNode seconds = report.path("contenders").get(0).path("seconds");
    assertThat(report.path("ratios").path("transformers").path("median").asDouble())
        .isEqualTo(
            (4 / seconds.get(0).asDouble() + 4 / seconds.get(1).asDouble()) / 2, within(1e-6));
  }

  @Test
  void leavesOutAPeerThatMakesOtherTokens() throws IOException {
    Path python =
        script(
            "#!/bin/sh",
            "echo '{\"ready\":true}'",
            "while read -r request; do echo '{\"tokens\":1,\"seconds\":4}'; done");
    JsonNode report = GenerationBench.run(options(ONE_PROMPT, Optional.of(python)));
    long tokens = report.path("response_tokens").asLong();
    assertThat(report.path("contenders").get(1).path("error").asText())
        .isEqualTo("it counts 1 tokens instead of " + tokens);
    assertThat(report.path("ratios")).isEmpty();
  }

  @Test
  void saysWhereAPeerThatEndsHasWritten() throws IOException {
    Path python = script("#!/bin/sh", "echo No module named torch >&2", "exit 1");
    assertThatThrownBy(() -> GenerationBench.run(options(ONE_PROMPT, Optional.of(python))))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "--python: %s cannot run generate_transformers.py, see %s. Install what jobs/src/bench/python/requirements.txt names."
                .formatted(python, work.resolve("generate_transformers.py.0.log")));
    assertThat(work.resolve("generate_transformers.py.0.log")).hasContent("No module named torch");
  }

  @Test
  void refusesOptionsThatCannotBeMeant() {
    Path missing = work.resolve("no-python");
    GenerationBenchOptions wrong =
        new GenerationBenchOptions(
            GenerationWorkload.SMALL, 2, Optional.of(missing), Set.of("vllm"), 0, 0, 0, 0, work);
    assertThatThrownBy(() -> GenerationBench.run(wrong))
        .isInstanceOfSatisfying(
            InputException.class,
            refusal ->
                assertThat(refusal.problems())
                    .containsExactly(
                        "--scale: it is 2.0. Give more than 0 and at most 1.",
                        "--peers: there is none named vllm. Use transformers,"
                            + " transformers-continuous-batching, pytorch-loop.",
                        "--repeats: it is 0. Give 1 or more.",
                        "--threads: it is 0. Give 1 or more.",
                        "--sequences-per-batch: it is 0. Give 1 or more.",
                        "--cache-tokens: it is 0. Give 1 or more.",
                        "--python: "
                            + missing
                            + " cannot be run. Name the interpreter of the peers."));
    assertThat(work).isEmptyDirectory();
  }

  @Test
  void takesTheMiddleOfRepeats() {
    assertThat(Spread.of(3, 1, 2)).isEqualTo(new Spread(2, 1, 3));
    assertThat(Spread.of(4, 1, 2, 3)).isEqualTo(new Spread(2.5, 1, 4));
  }

  private GenerationBenchOptions options(double scale, Optional<Path> python) {
    return new GenerationBenchOptions(
        GenerationWorkload.SMALL, scale, python, Set.of(), 2, 2, 16, 65_536, work);
  }

  private Path script(String... lines) throws IOException {
    Path file = Files.write(work.resolve("python"), List.of(lines));
    assertThat(file.toFile().setExecutable(true)).isTrue();
    return file;
  }
}
