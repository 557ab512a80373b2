package io.souprl.jobs.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.souprl.checkpoint.ModelConfig;
import io.souprl.model.ParameterLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Tokens a second of optimiser steps: ours in one task and as Spark jobs, and those of transformers
 * and PyTorch, batched as trainers do and packed as ours, on the same checkpoint, rows, loss and
 * machine. Contenders take turns, once in each repeat.
 */
public final class TrainingBench {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final List<Integer> ROWS_PER_MICRO_BATCH = List.of(8, 16, 32);

  private final TrainingBenchOptions options;
  private final Path checkpoint;
  private final TrainingSteps work;
  private final List<PeerProcesses> started = new ArrayList<>();
  private final ObjectNode peerVersions = MAPPER.createObjectNode();

  private TrainingBench(TrainingBenchOptions options) {
    this.options = options;
    TrainingWorkload workload = options.workload();
    this.checkpoint = BenchmarkCheckpoint.in(options.work(), workload.shape());
    this.work = new TrainingSteps(workload.shape().vocabulary(), workload.rows(), options.steps());
  }

  /**
   * Measures.
   *
   * @return the report: workload, machine, versions, the contenders' figures, ratios ours / peer,
   *     and Spark's share of a step
   * @throws io.souprl.error.InputException when options are wrong or the peer cannot start
   */
  public static ObjectNode run(TrainingBenchOptions options) {
    options.check();
    return new TrainingBench(options).run();
  }

  private ObjectNode run() {
    try {
      List<Entry> entries = new ArrayList<>();
      entries.add(
          new Entry(new OwnTraining(checkpoint, work, options.threads(), options.budgets()), work));
      Optional<Entry> spark =
          options
              .spark()
              .map(
                  session ->
                      new Entry(
                          new SparkTraining(
                              session, checkpoint, work, options.threads(), options.budgets()),
                          work));
      spark.ifPresent(entries::add);
      List<Entry> peers =
          options.python().map(this::peers).orElse(List.of()).stream()
              .map(peer -> new Entry(peer, work))
              .toList();
      entries.addAll(peers);
      entries.forEach(entry -> entry.prepare(1, 1));
      Entry.takeTurns(entries, options.repeats());
      return report(entries, spark, peers);
    } finally {
      started.forEach(PeerProcesses::close);
    }
  }

  private List<PeerTraining> peers(Path python) {
    Path workload = options.work().resolve("train-" + options.workload().text() + ".json");
    work.write(workload);
    PeerProcesses processes =
        PeerProcesses.one(
            python,
            "train_transformers.py",
            List.of("--checkpoint=" + checkpoint.toAbsolutePath(), "--workload=" + workload),
            options.work());
    started.add(processes);
    processes
        .versions()
        .fields()
        .forEachRemaining(version -> peerVersions.set(version.getKey(), version.getValue()));
    List<Integer> threads = Stream.of(1, options.threads()).distinct().toList();
    return List.of(
        new PeerTraining(
            processes, PeerTraining.PLAIN, threads, PeerTraining.ROWS, ROWS_PER_MICRO_BATCH),
        new PeerTraining(
            processes, PeerTraining.PACKED, threads, OwnTraining.BUDGET, options.budgets()));
  }

  private ObjectNode report(List<Entry> entries, Optional<Entry> spark, List<Entry> peers) {
    ObjectNode report =
        MAPPER
            .createObjectNode()
            .put("benchmark", "train")
            .put("workload", options.workload().text())
            .put("rows", work.rows().size())
            .put("tokens_per_step", work.tokens(1))
            .put("steps", options.steps())
            .put("repeats", options.repeats())
            .put("parameters", ParameterLayout.of(ModelConfig.read(checkpoint)).size());
    report.set("shape", options.workload().shape().config());
    report.set("machine", Machine.json());
    report.set("versions", Machine.versions(peerVersions));
    ArrayNode contenders = report.putArray("contenders");
    entries.forEach(entry -> contenders.add(entry.json()));
    Entry own = entries.get(0);
    if (!peers.isEmpty()) {
      report.set("ratios", Entry.ratios(own, peers));
    }
    spark
        .filter(Entry::runs)
        .filter(entry -> own.runs())
        .ifPresent(entry -> report.put("spark_share", 1 - entry.speedOver(own).median()));
    report.put("peak_memory_mib", Machine.peakMemoryMib());
    return report;
  }
}
