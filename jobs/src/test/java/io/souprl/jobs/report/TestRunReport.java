package io.souprl.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.souprl.jobs.HandMadeRun;
import io.souprl.jobs.LocalSpark;
import io.souprl.jobs.MeasuredRows;
import io.souprl.jobs.TinyRun;
import io.souprl.jobs.chart.LineChart;
import io.souprl.jobs.rollout.RolloutStage;
import io.souprl.jobs.run.Run;
import io.souprl.jobs.run.Stages;
import io.souprl.table.StageName;
import io.souprl.table.TableName;
import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** A run of two rounds, of which the second continues rollouts of the first. */
class TestRunReport {
  @TempDir private static Path folder;
  private static String html;
  private static Document page;

  @BeforeAll
  static void reportOfARun() throws Exception {
    Path directory = folder.resolve("run");
    TinyRun.roundBehind(directory);
    try (HandMadeRun made = TinyRun.again(directory)) {
      Stages.run(made.run(), new RolloutStage(), 1);
      TinyRun.score(made.run(), 1);
      measure(made.run());
      made.done(StageName.TRAINING, 0).done(StageName.EVALUATION, -1).done(StageName.EVALUATION, 0);
    }
    html = report(directory);
    page =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(html.replace("<!DOCTYPE html>", ""))));
  }

  private static void measure(Run run) {
    run.tables()
        .append(
            TableName.METRICS,
            MetricFigure.metrics().stream()
                .map(name -> MeasuredRows.metric(run, 0, "training", -1, name, 0.5))
                .toList(),
            "metrics");
    List<Row> passes = new ArrayList<>();
    for (int version = 0; version < 2; version++) {
      for (int k : new int[] {1, 4}) {
        double value = 0.125 * (version + k);
        passes.add(MeasuredRows.evaluation(run, version - 1, "*", "pass", k, 4, value));
      }
    }
    run.tables().append(TableName.EVALS, passes, "evals");
  }

  private static String report(Path directory) {
    try (Run run = Run.read(LocalSpark.session().newSession(), TinyRun.config(directory))) {
      return RunReport.of(run);
    }
  }

  private static List<String> texts(String tag) {
    NodeList elements = page.getElementsByTagName(tag);
    return IntStream.range(0, elements.getLength())
        .mapToObj(i -> elements.item(i).getTextContent())
        .toList();
  }

  @Test
  void tellsTheRunInAFewNumbers() {
    assertThat(texts("title")).containsExactly("hand-made");
    assertThat(texts("dt")).contains("pass@1, test", "pass@4, test", "rounds", "tokens sampled");
    assertThat(texts("dd")).contains("0.125 \u2192 0.250", "0.500 \u2192 0.625", "2", "32");
  }

  @Test
  void drawsEveryPictureThatThereIsDataFor() throws Exception {
    assertThat(texts("figcaption")).hasSize(2 + MetricFigure.ALL.size() + 3);
    assertThat(texts("h2"))
        .contains("pass@k on held-out prompts", "Who sampled the tokens", "How long responses are")
        .doesNotContain("Gradient norm");
    List<String> pictures =
        Pattern.compile("data:image/png;base64,([^\"]*)")
            .matcher(html)
            .results()
            .map(picture -> picture.group(1))
            .toList();
    assertThat(pictures).hasSameSizeAs(texts("figcaption"));
    for (String picture : pictures) {
      var image = ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(picture)));
      assertThat(image.getWidth()).isEqualTo(2 * LineChart.WIDTH);
    }
  }

  @Test
  void needsNothingFromOutside() {
    assertThat(html).doesNotContain("<script", "http://", "https://", "<link", "src=\"/");
  }

  @Test
  void coloursTokensByThePolicyThatSampledThem() {
    assertThat(html)
        .containsPattern(
            "<span class=\"lag1\" title=\"token 0, id \\d+, sampled by version 0 with p \\S+, now")
        .containsPattern("<span title=\"token \\d+, id \\d+, sampled by version 1 with p");
    String response =
        LocalSpark.sql(
                "SELECT response_text FROM delta.`%s/rollouts` WHERE round = 1 AND prefix_length > 0 AND finish_reason <> 'error' LIMIT 1"
                    .formatted(folder.resolve("run")))
            .first()
            .getString(0);
    assertThat(texts("pre")).anyMatch(text -> text.startsWith(response));
  }

  @Test
  void mapsPromptsByRounds() {
    NodeList tables = page.getElementsByTagName("table");
    String map = tables.item(0).getTextContent();
    assertThat(map).startsWith("\nprompt01\n").contains("1,2,3=6>", "2,2=4>");
  }

  @Test
  void hasLineageAndConfiguration() {
    assertThat(html).contains("<h2>Policies</h2>", "<h2>Stages</h2>", "prompts-per-round: 4");
  }

  @Test
  void saysThatNothingIsThereYet() {
    Path young = folder.resolve("young");
    TinyRun.in(young).close();
    assertThat(report(young)).contains("No round has been sampled yet.").doesNotContain("<figure");
  }
}
