package io.souprl.jobs.text;

import com.fasterxml.jackson.databind.JsonNode;
import io.souprl.checkpoint.ModelConfig;
import io.souprl.error.InputErrors;
import io.souprl.model.ComputeType;
import io.souprl.model.SequenceScorer;
import io.souprl.model.TokenScores;
import io.souprl.model.TokenSequence;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Scores token sequences: {@code {id, token_ids}} to {@code {id, logprobs, entropy}}. Entry i
 * belongs to token i + 1 given the tokens before it, at softmax(logits / temperature).
 */
public final class TextScoring {
  private static final Logger LOG = LoggerFactory.getLogger(TextScoring.class);
  private static final int TOKENS_PER_PASS = 8192;
  private static final int TOKENS_IN_MEMORY = 1 << 16;

  private TextScoring() {}

  /**
   * Writes a checkpoint's scores.
   *
   * @throws io.souprl.error.InputException before any work when temperature, files, checkpoint or
   *     all lines are wrong; after it when some lines are: their output says what is
   */
  public static void run(Path checkpoint, TextFiles files, double temperature) {
    if (!(temperature > 0) || Double.isInfinite(temperature)) {
      throw InputErrors.of("--temperature", "it is " + temperature, "Give more than 0.");
    }
    files.checkOutput();
    ModelConfig model = TextPolicy.config(checkpoint);
    CheckedLines checked = files.lines().check(line -> tokens(line, model));
    long lines = checked.goodLines();
    try (TextPolicy policy = TextPolicy.load(checkpoint, ComputeType.FLOAT32);
        OutputLines output = files.openOutput()) {
      Batch batch =
          new Batch(new SequenceScorer(policy.decoder(), temperature, TOKENS_PER_PASS), output);
      files
          .lines()
          .forEach(
              checked,
              line -> batch.add(line.id(), tokens(line, model), lines),
              (number, id, problem) -> {
                batch.flush(lines); // so that the output keeps the order of the input
                output.writeProblem(number, id, problem);
              });
      batch.flush(lines);
      output.commit();
    }
    checked.requireAllGood();
  }

  private static int[] tokens(InputLine line, ModelConfig model) {
    int[] tokens = line.tokenIds("token_ids", model.vocabularySize());
    if (tokens.length > model.maximumPositions()) {
      throw line.refused(
          "%d tokens do not fit the context of %d (max_position_embeddings)"
              .formatted(tokens.length, model.maximumPositions()),
          "Shorten the sequence.");
    }
    return tokens;
  }

  /** Lines that are scored together. */
  private static final class Batch {
    private final SequenceScorer scorer;
    private final OutputLines output;
    private final List<JsonNode> ids = new ArrayList<>();
    private final List<int[]> sequences = new ArrayList<>();
    private int tokens;
    private long done;

    private Batch(SequenceScorer scorer, OutputLines output) {
      this.scorer = scorer;
      this.output = output;
    }

    void add(JsonNode id, int[] sequence, long total) {
      ids.add(id);
      sequences.add(sequence);
      tokens += sequence.length;
      if (tokens >= TOKENS_IN_MEMORY) {
        flush(total);
      }
    }

    void flush(long total) {
      if (ids.isEmpty()) {
        return;
      }
      List<TokenSequence> scored = new ArrayList<>();
      for (int[] sequence : sequences) {
        if (sequence.length > 1) {
          scored.add(new TokenSequence(sequence, 1));
        }
      }
      List<TokenScores> scores = scorer.score(scored);
      TokenScores none = new TokenScores(new float[0], new float[0]);
      int next = 0;
      for (int i = 0; i < ids.size(); i++) {
        TokenScores score = sequences.get(i).length > 1 ? scores.get(next++) : none;
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", ids.get(i));
        fields.put("logprobs", score.logprobs());
        fields.put("entropy", score.entropies());
        output.write(fields);
      }
      done += ids.size();
      LOG.info("logprobs: {}/{} sequences", done, total);
      ids.clear();
      sequences.clear();
      tokens = 0;
    }
  }
}
