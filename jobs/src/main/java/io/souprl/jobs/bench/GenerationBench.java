package io.souprl.jobs.bench;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.souprl.checkpoint.ModelConfig;
import io.souprl.model.Decoder;
import io.souprl.model.ParameterLayout;
import io.souprl.model.PolicyCheckpoint;
import io.souprl.model.Torch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Tokens a second of our own generation and of its peers: the transformers library, with its static
 * batches and with its continuous batching, and a loop written by hand in PyTorch. All have the
 * same checkpoint, prompts, response lengths and machine. Contenders take turns, once in each
 * repeat, and the others wait meanwhile.
 */
public final class GenerationBench {
  /** Names of the peers. */
  static final List<String> PEERS =
      List.of("transformers", "transformers-continuous-batching", "pytorch-loop");

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Fractions of the workload that bring caches and just-in-time compilers up to speed. */
  private static final int OWN_WARMUP_PART = 8;

  private static final int PEER_WARMUP_PART = 32;

  private final GenerationBenchOptions options;
  private final SequenceGroups groups;
  private final Path checkpoint;
  private final List<PeerProcesses> started = new ArrayList<>();
  private final ObjectNode peerVersions = MAPPER.createObjectNode();

  private GenerationBench(GenerationBenchOptions options) {
    this.options = options;
    this.groups = SequenceGroups.of(options.workload(), options.scale());
    this.checkpoint = BenchmarkCheckpoint.in(options.work(), options.workload().shape());
  }

  /**
   * Measures.
   *
   * @return the report: workload, machine, versions, the contenders' figures and ratios ours / peer
   * @throws io.souprl.error.InputException when options are wrong or the peers cannot start
   */
  public static ObjectNode run(GenerationBenchOptions options) {
    options.check();
    return new GenerationBench(options).run();
  }

  private ObjectNode run() {
    try (NDManager manager = Torch.newManager();
        Decoder decoder = decoder(manager)) {
      List<Entry> entries = new ArrayList<>();
      entries.add(
          new Entry(
              new OwnGeneration(
                  decoder,
                  groups,
                  options.threads(),
                  options.sequencesPerBatch(),
                  options.cacheTokens()),
              groups));
      options
          .python()
          .ifPresent(python -> peers(python).forEach(peer -> entries.add(new Entry(peer, groups))));
      for (Entry entry : entries) {
        int part = entry.name().equals(OwnGeneration.NAME) ? OWN_WARMUP_PART : PEER_WARMUP_PART;
        entry.prepare(
            Math.min(groups.size(), Math.max(options.threads(), groups.size() / part)),
            Math.min(groups.size(), options.workload().calibrationPrompts()));
      }
      Entry.takeTurns(entries, options.repeats());
      return report(entries);
    } finally {
      started.forEach(PeerProcesses::close);
    }
  }

  private Decoder decoder(NDManager manager) {
    BenchmarkCheckpoint.checkHeap(ParameterLayout.of(ModelConfig.read(checkpoint)));
    return Decoder.of(manager, PolicyCheckpoint.read(checkpoint));
  }

  private List<Peer> peers(Path python) {
    PeerProcesses transformers = start(python, "generate_transformers.py");
    PeerProcesses loop = start(python, "generate_loop.py");
    int sequences = groups.size() * groups.samples();
    List<Workers> workers = Workers.candidates(options.threads(), peerProcesses());
    List<Integer> large = Peer.batchSizes(sequences, 64, 256, 512);
    return Stream.of(
            new Peer(transformers, PEERS.get(0), Map.of("engine", "generate"), large, workers),
            new Peer(
                transformers,
                PEERS.get(1),
                Map.of("engine", "continuous-batching", "page_size", 32, "tokens_per_step", 512),
                Peer.batchSizes(sequences, 16, 64, 256),
                workers),
            new Peer(loop, PEERS.get(2), Map.of(), large, workers))
        .filter(peer -> options.peers().isEmpty() || options.peers().contains(peer.name()))
        .toList();
  }

  private int peerProcesses() {
    return Math.min(options.threads(), options.workload().shape().copies());
  }

  private PeerProcesses start(Path python, String script) {
    Path workload = options.work().resolve(options.workload().text() + ".json");
    groups.write(workload);
    List<PeerProcess> all = new ArrayList<>();
    PeerProcesses peer = new PeerProcesses(all);
    started.add(peer);
    for (int part = 0; part < peerProcesses(); part++) {
      all.add(
          PeerProcess.python(
              python,
              script,
              List.of("--checkpoint=" + checkpoint.toAbsolutePath(), "--workload=" + workload),
              "requirements.txt",
              options.work(),
              part));
    }
    peer.versions()
        .fields()
        .forEachRemaining(version -> peerVersions.set(version.getKey(), version.getValue()));
    return peer;
  }

  private ObjectNode report(List<Entry> entries) {
    ObjectNode report =
        MAPPER
            .createObjectNode()
            .put("benchmark", "generate")
            .put("workload", options.workload().text())
            .put("scale", options.scale())
            .put("prompts", groups.size())
            .put("samples", groups.samples())
            .put("prompt_tokens", groups.promptTokens())
            .put("response_tokens", groups.tokens(groups.size()))
            .put("repeats", options.repeats());
    report.set("shape", options.workload().shape().config());
    report.set("machine", Machine.json());
    report.set("versions", Machine.versions(peerVersions));
    ArrayNode contenders = report.putArray("contenders");
    entries.forEach(entry -> contenders.add(entry.json()));
    report.set("ratios", Entry.ratios(entries.get(0), entries.subList(1, entries.size())));
    return report;
  }
}
