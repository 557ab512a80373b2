package io.souprl.jobs.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.souprl.checkpoint.ModelConfig;
import io.souprl.config.RolloutConfig;
import io.souprl.error.InputErrors;
import io.souprl.jobs.run.Run;
import io.souprl.model.ParameterLayout;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;
import scala.collection.JavaConverters;

/**
 * What a cluster of one-core workers makes of its cores: rollout stages and optimiser steps as
 * Spark jobs against as many processes of one thread that share the work and nothing else, in turn.
 */
public final class ClusterBench {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final SparkSession spark;
  private final ClusterBenchOptions options;
  private final Rounds rounds;
  private final Path checkpoint;

  private ClusterBench(SparkSession spark, ClusterBenchOptions options) {
    this.spark = spark;
    this.options = options;
    this.rounds = new Rounds(options.prompts());
    this.checkpoint = BenchmarkCheckpoint.in(options.work(), options.workload().shape());
  }

  /**
   * Measures.
   *
   * @return the report: workload, machine, and for rollout and training the figures of both
   *     contenders and the efficiency, which is their ratio
   * @throws io.souprl.error.InputException when options are wrong or workers are missing
   */
  public static ObjectNode run(SparkSession spark, ClusterBenchOptions options) {
    options.check();
    requireExecutors(spark.sparkContext(), options.workers());
    return new ClusterBench(spark, options).run();
  }

  /** The driver counts as one, and on one machine it is the only one. */
  private static void requireExecutors(SparkContext context, int workers) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!context.isLocal() && executors(context) < workers) {
      if (System.nanoTime() > end) {
        throw InputErrors.of(
            "--workers",
            "%s has given %d of %d executors"
                .formatted(context.master(), executors(context), workers),
            "Start more workers, or set spark.executor.cores=1 and less memory.");
      }
      try {
        Thread.sleep(Duration.ofMillis(200).toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("Cannot wait for executors: interrupted", e);
      }
    }
  }

  private static int executors(SparkContext context) {
    return context.statusTracker().getExecutorInfos().length - 1;
  }

  private ObjectNode run() {
    Path prompts = options.work().resolve("cluster-prompts.jsonl");
    rounds.writePrompts(prompts);
    try (Run run =
            OwnRounds.open(
                spark,
                checkpoint,
                prompts,
                Files.createTempDirectory(options.work(), "run-"),
                rounds,
                options.workers(),
                options.budget());
        PeerProcesses processes = independent(run.config().rollout())) {
      ObjectNode report =
          MAPPER
              .createObjectNode()
              .put("benchmark", "cluster")
              .put("master", spark.sparkContext().master())
              .put("workers", options.workers())
              .put("workload", options.workload().text())
              .put("parameters", ParameterLayout.of(ModelConfig.read(checkpoint)).size())
              .put("prompts", options.prompts())
              .put("group_size", Rounds.GROUP_SIZE)
              .put("new_tokens", Rounds.NEW_TOKENS)
              .put("repeats", options.repeats());
      report.set("machine", Machine.json());
      report.set("versions", Machine.versions(MAPPER.createObjectNode()));
      report.set(
          IndependentShare.ROLLOUT,
          race(
              new OwnRollouts(run, options.workers()),
              new IndependentWork(processes, IndependentShare.ROLLOUT),
              rounds));
      TrainingSteps steps =
          new TrainingSteps(
              options.workload().shape().vocabulary(), options.workload().rows(), options.steps());
      report.set(
          IndependentShare.TRAINING,
          race(
              new SparkTraining(
                  spark, checkpoint, steps, options.workers(), List.of(options.budget())),
              new IndependentWork(processes, IndependentShare.TRAINING),
              steps));
      return report;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot make files in " + options.work(), e);
    }
  }

  private ObjectNode race(Contender cluster, Contender independent, Work work) {
    List<Entry> entries = List.of(new Entry(cluster, work), new Entry(independent, work));
    entries.forEach(entry -> entry.prepare(1, 1));
    Entry.takeTurns(entries, options.repeats());
    ObjectNode node = MAPPER.createObjectNode();
    entries.forEach(entry -> node.withArray("contenders").add(entry.json()));
    if (entries.stream().allMatch(Entry::runs)) {
      node.set("efficiency", entries.get(0).speedOver(entries.get(1)).json());
    }
    return node;
  }

  private PeerProcesses independent(RolloutConfig settings) {
    Path groups = options.work().resolve("cluster-groups.json");
    rounds.groups(checkpoint).write(groups);
    List<PeerProcess> all = new ArrayList<>();
    PeerProcesses processes = new PeerProcesses(all);
    try {
      String share =
          MAPPER.writeValueAsString(
              new IndependentShare(
                  checkpoint.toAbsolutePath().toString(),
                  groups.toAbsolutePath().toString(),
                  options.workload(),
                  options.workers(),
                  settings.sequencesPerBatch(),
                  settings.cacheTokens(),
                  options.budget()));
      for (int part = 0; part < options.workers(); part++) {
        all.add(
            PeerProcess.java(
                IndependentProcess.class, classPath(), List.of(share), options.work(), part));
      }
      return processes;
    } catch (JsonProcessingException e) {
      processes.close();
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      processes.close();
      throw e;
    }
  }

  /** What this JVM was started with, and the jars that spark-submit added to it. */
  private String classPath() {
    return Stream.concat(
            JavaConverters.seqAsJavaList(spark.sparkContext().jars()).stream()
                .map(URI::create)
                .filter(jar -> "file".equals(jar.getScheme()))
                .map(URI::getPath),
            Stream.of(System.getProperty("java.class.path")))
        .collect(Collectors.joining(File.pathSeparator));
  }
}
