package io.souprl.jobs.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.souprl.checkpoint.ModelConfig;
import io.souprl.jobs.LocalSpark;
import io.souprl.model.OptimizerState;
import io.souprl.model.PolicyCheckpoint;
import io.souprl.model.PolicyWeights;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of docs/gsm8k.md, on GSM8K's test problems and a small random policy. */
@Tag("slow")
class ImportPageIT {
  private static final Path GOLDEN =
      Launcher.ROOT.resolve("common/src/test/resources/golden/hf/qwen2-tied");
  private static final List<String> SMALL =
      List.of(
          "rollout.prompts-per-round=4",
          "rollout.group-size=4",
          "rollout.prefixed-per-group=2",
          "rollout.max-tokens=16",
          "training.groups-per-step=2",
          "training.keep-zero-variance=true",
          "evaluation.prompts=4",
          "evaluation.samples=2");

  @TempDir private Path folder;

  @Test
  void leadsFromFilesToAFinishedRound() throws IOException {
    try (InputStream problems =
        new GZIPInputStream(ImportPageIT.class.getResourceAsStream("/gsm8k_test.jsonl.gz"))) {
      Files.copy(problems, folder.resolve("gsm8k.jsonl"));
    }
    policy(folder.resolve("Qwen2.5-0.5B-Instruct"));
    Files.createSymbolicLink(folder.resolve("conf"), Launcher.ROOT.resolve("conf"));
    List<String> commands = commands();
    assertThat(commands).hasSize(7);
    StringBuilder output = new StringBuilder();
    for (String command : commands) {
      Outcome outcome = Launcher.in(folder).run(words(command));
      assertThat(outcome.exitCode()).as(command + "\n" + outcome.errors()).isZero();
      output.append(outcome.output());
    }
    assertThat(output)
        .containsPattern(
            "imported prompts from gsm8k\\.jsonl: 1318 \\(\\d+ test, \\d+ train\\), 1 left out")
        .containsPattern("rounds +2 done; next is rollout of round 2");
    Path run = folder.resolve("runs/gsm8k");
    Row rollouts =
        LocalSpark.sql(
                "SELECT count(*), count_if(finish_reason = 'error')"
                    + " FROM delta.`%s/rollouts`".formatted(run))
            .first();
    assertThat(rollouts.getLong(0)).isEqualTo(2 * 4 * 4);
    assertThat(rollouts.getLong(1)).isZero();
    assertThat(
            LocalSpark.sql(
                    "SELECT DISTINCT round FROM delta.`%s/evals` ORDER BY round".formatted(run))
                .collectAsList())
        .extracting(row -> row.getInt(0))
        .containsExactly(-1, 1);
  }

  private static List<String> commands() throws IOException {
    String page = Files.readString(Launcher.ROOT.resolve("docs/gsm8k.md"));
    String block = page.substring(page.indexOf("```bash\n") + "```bash\n".length());
    return block
        .substring(0, block.indexOf("```"))
        .lines()
        .map(line -> line.substring("submit/souprl ".length()))
        .toList();
  }

  /** The words of a command, those between quotes as one; small sizes where it has a config. */
  private static String[] words(String command) {
    List<String> words = new ArrayList<>();
    Pattern.compile("\"([^\"]*)\"|(\\S+)")
        .matcher(command)
        .results()
        .forEach(word -> words.add(word.group(1) == null ? word.group(2) : word.group(1)));
    if (words.contains("--config")) {
      SMALL.forEach(setting -> words.addAll(List.of("--set", setting)));
    }
    return words.toArray(String[]::new);
  }

  /** Random weights with room for GSM8K's problems in the letters of a small tokenizer. */
  private static void policy(Path directory) throws IOException {
    Path source = Files.createTempDirectory(directory.getParent(), "source");
    try (var files = Files.list(GOLDEN)) {
      for (Path file : files.filter(file -> !file.toString().endsWith(".safetensors")).toList()) {
        Files.copy(file, source.resolve(file.getFileName()));
      }
    }
    Path config = source.resolve(ModelConfig.FILE_NAME);
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode settings = (ObjectNode) mapper.readTree(config.toFile());
    mapper.writeValue(config.toFile(), settings.put("max_position_embeddings", 4096));
    PolicyWeights weights = PolicyWeights.initialise(ModelConfig.read(source), 1);
    PolicyCheckpoint.write(directory, weights, OptimizerState.fresh(weights.layout()), source);
  }
}
