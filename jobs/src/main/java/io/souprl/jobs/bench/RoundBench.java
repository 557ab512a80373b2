package io.souprl.jobs.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.souprl.checkpoint.ModelConfig;
import io.souprl.jobs.run.Run;
import io.souprl.model.ParameterLayout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;

/**
 * Whole rounds, in sampled tokens a second: ours in a running application and the steps of TRL's
 * GRPOTrainer, on the same checkpoint, prompts and machine. Contenders take turns, once in each
 * repeat.
 */
public final class RoundBench {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String PEER = "trl";
  private static final List<Integer> ROWS_PER_MICRO_BATCH = List.of(16, 32, 64);

  private RoundBench() {}

  /**
   * Measures.
   *
   * @return the report: workload, machine, versions, the contenders' figures and ratios ours / peer
   * @throws io.souprl.error.InputException when options are wrong or the peer cannot start
   */
  public static ObjectNode run(SparkSession spark, RoundBenchOptions options) {
    options.check();
    Rounds work = new Rounds(Rounds.PROMPTS);
    Path checkpoint;
    Path directory;
    try {
      checkpoint = BenchmarkCheckpoint.in(options.work(), options.workload().shape());
      directory = Files.createTempDirectory(options.work(), "run-");
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot make files in " + options.work(), e);
    }
    Path prompts = options.work().resolve("round-prompts.jsonl");
    work.writePrompts(prompts);
    Optional<PeerProcesses> python =
        options.python().map(interpreter -> peer(interpreter, options, checkpoint, work));
    try (Run run =
        OwnRounds.open(
            spark, checkpoint, prompts, directory, work, options.threads(), options.budget())) {
      Entry own = new Entry(new OwnRounds(run, options.threads()), work);
      List<Entry> peers =
          python.stream()
              .map(
                  processes ->
                      new PeerTraining(
                          processes,
                          PEER,
                          Stream.of(1, options.threads()).distinct().toList(),
                          PeerTraining.ROWS,
                          ROWS_PER_MICRO_BATCH))
              .map(contender -> new Entry(contender, work))
              .toList();
      List<Entry> entries = new ArrayList<>(List.of(own));
      entries.addAll(peers);
      entries.forEach(entry -> entry.prepare(1, 1));
      Entry.takeTurns(entries, options.repeats());
      return report(options, checkpoint, python, own, peers);
    } finally {
      python.ifPresent(PeerProcesses::close);
    }
  }

  private static PeerProcesses peer(
      Path interpreter, RoundBenchOptions options, Path checkpoint, Rounds work) {
    Path workload = options.work().resolve("round.json");
    work.write(workload);
    return PeerProcesses.one(
        interpreter,
        "round_trl.py",
        List.of(
            "--checkpoint=" + checkpoint.toAbsolutePath(),
            "--workload=" + workload,
            "--work=" + options.work().resolve(PEER)),
        options.work());
  }

  private static ObjectNode report(
      RoundBenchOptions options,
      Path checkpoint,
      Optional<PeerProcesses> python,
      Entry own,
      List<Entry> peers) {
    ObjectNode report =
        MAPPER
            .createObjectNode()
            .put("benchmark", "round")
            .put("workload", options.workload().text())
            .put("prompts", Rounds.PROMPTS)
            .put("group_size", Rounds.GROUP_SIZE)
            .put("new_tokens", Rounds.NEW_TOKENS)
            .put("repeats", options.repeats())
            .put("parameters", ParameterLayout.of(ModelConfig.read(checkpoint)).size());
    report.set("shape", options.workload().shape().config());
    report.set("machine", Machine.json());
    report.set(
        "versions",
        Machine.versions(
            python
                .map(processes -> (ObjectNode) processes.versions())
                .orElseGet(MAPPER::createObjectNode)));
    ArrayNode contenders = report.putArray("contenders");
    contenders.add(own.json());
    peers.forEach(peer -> contenders.add(peer.json()));
    if (!peers.isEmpty()) {
      report.set("ratios", Entry.ratios(own, peers));
    }
    report.put("peak_memory_mib", Machine.peakMemoryMib());
    return report;
  }
}
