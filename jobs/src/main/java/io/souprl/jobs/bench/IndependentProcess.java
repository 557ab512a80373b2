package io.souprl.jobs.bench;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.souprl.model.Decoder;
import io.souprl.model.PolicyCheckpoint;
import io.souprl.model.Torch;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A process with one thread of our own generation and training and no Spark: what a core can do.
 * Its argument is an {@link IndependentShare}; it answers a JSON line with a JSON line.
 */
public final class IndependentProcess {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final IndependentShare share;
  private final Path checkpoint;
  private final Decoder decoder;
  private final SequenceGroups groups;

  private IndependentProcess(IndependentShare share, NDManager manager) throws IOException {
    this.share = share;
    this.checkpoint = Path.of(share.checkpoint());
    this.decoder = Decoder.of(manager, PolicyCheckpoint.read(checkpoint));
    this.groups = MAPPER.readValue(new File(share.groups()), SequenceGroups.class);
  }

  /** Answers until the input ends. */
  public static void main(String[] arguments) throws IOException {
    PrintStream answers = System.out;
    System.setOut(System.err); // whatever a library prints
    try (NDManager manager = Torch.newManager();
        BufferedReader requests =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      IndependentProcess process =
          new IndependentProcess(MAPPER.readValue(arguments[0], IndependentShare.class), manager);
      answers.println(MAPPER.writeValueAsString(Map.of("versions", Map.of())));
      for (String line = requests.readLine(); line != null; line = requests.readLine()) {
        answers.println(MAPPER.writeValueAsString(process.answer(MAPPER.readTree(line))));
      }
    }
  }

  private Map<String, Object> answer(JsonNode request) {
    try {
      int part = request.path("part").asInt();
      int times = request.path(IndependentShare.TIMES).asInt();
      Measurement measured =
          request.path(IndependentShare.WORK).asText().equals(IndependentShare.ROLLOUT)
              ? generate(part, times)
              : train(part, times);
      return Map.of("tokens", measured.tokens(), "seconds", measured.seconds());
    } catch (RuntimeException e) {
      return Map.of("error", e.toString());
    }
  }

  private Measurement generate(int part, int times) {
    int[][] prompts = pick(part, groups.prompts());
    int[][] lengths = pick(part, groups.lengths());
    OwnGeneration generation =
        new OwnGeneration(
            decoder,
            new SequenceGroups(prompts, lengths),
            1,
            share.sequencesPerBatch(),
            share.cacheTokens());
    long tokens = 0;
    double seconds = 0;
    for (int time = 0; time < times; time++) {
      Measurement measured = generation.measure(prompts.length, Map.of());
      tokens += measured.tokens();
      seconds += measured.seconds();
    }
    return new Measurement(tokens, seconds);
  }

  private int[][] pick(int part, int[][] all) {
    return share.part(part, all.length).mapToObj(index -> all[index]).toArray(int[][]::new);
  }

  private Measurement train(int part, int steps) {
    List<TrainingWorkload.Row> all = share.training().rows();
    TrainingSteps work =
        new TrainingSteps(
            share.training().shape().vocabulary(),
            share.part(part, all.size()).mapToObj(all::get).toList(),
            steps);
    List<Integer> budgets = List.of(share.budget());
    OwnTraining training = new OwnTraining(checkpoint, work, 1, budgets);
    return training.measure(steps, training.candidates().get(0));
  }
}
