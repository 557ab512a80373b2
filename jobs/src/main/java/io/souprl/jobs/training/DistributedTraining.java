package io.souprl.jobs.training;

import io.souprl.jobs.fault.FailPoints;
import io.souprl.jobs.rollout.PositionPartitioner;
import io.souprl.jobs.run.Progress;
import io.souprl.model.PolicyWeights;
import io.souprl.optim.GradientNorm;
import io.souprl.optim.OptimizerStep;
import io.souprl.training.StepPlan;
import io.souprl.training.StepResult;
import io.souprl.training.StepStatistics;
import io.souprl.training.TrainingExample;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * Synchronous data-parallel steps. Partitions compute gradients of their rows; a shuffle sums each
 * chunk in partition order (reduce-scatter); weights and moments live sharded by chunk on the
 * executors (ZeRO-1) and are updated there; the new weights come back chunk by chunk and are
 * broadcast. A step takes two Spark jobs: the global norm is needed before the update.
 */
final class DistributedTraining {
  private final JavaSparkContext context;
  private final TrainingPlan plan;
  private final Progress progress;
  private final PolicyWeights start;
  private final long stepsBefore;
  private final List<Chunk> chunks;
  private final PositionPartitioner partitioner;

  /**
   * @param temporary directory that all executors reach, for the state's reliable checkpoints
   */
  DistributedTraining(SparkContext spark, String temporary, TrainingPlan plan, Progress progress) {
    this.context = JavaSparkContext.fromSparkContext(spark);
    this.plan = plan;
    this.progress = progress;
    TrainingStart all = TrainingStart.of(plan); // its moments are the executors' business
    this.start = all.weights();
    this.stepsBefore = all.optimizer().step();
    this.chunks = Chunk.of(start.layout(), plan.chunkSize());
    this.partitioner = new PositionPartitioner(plan.partitions());
    context.setCheckpointDir(temporary);
  }

  TrainedPolicy train(JavaRDD<TrainingExample> examples) {
    JavaRDD<TrainingExample> rows =
        examples
            .mapToPair(example -> new Tuple2<>(example.slot(), example))
            .partitionBy(partitioner)
            .values()
            .persist(StorageLevel.MEMORY_AND_DISK());
    JavaPairRDD<Integer, ChunkState> state = initialState();
    rows.count(); // now, and not within the first step's time
    state.count();
    float[][] weights = start.values();
    List<StepResult> results = new ArrayList<>();
    for (StepPlan step : plan.steps()) {
      if (StepResult.stopped(results)) {
        break;
      }
      long begin = System.nanoTime();
      List<Broadcast<FloatBlock>> shared = new ArrayList<>();
      for (Chunk chunk : chunks) {
        shared.add(context.broadcast(new FloatBlock(chunk.cut(weights))));
      }
      JavaPairRDD<Integer, GradientPart.Sum> gradient = gradient(rows, step, shared);
      Map<Integer, GradientPart.Sum> summaries =
          new TreeMap<>(gradient.mapValues(GradientPart.Sum::summary).collectAsMap());
      GradientNorm norm =
          GradientNorm.ofChunks(
              summaries.values().stream().mapToDouble(GradientPart.Sum::squares).toArray());
      StepStatistics statistics = summaries.get(0).statistics();
      if (statistics.sound(norm)) {
        JavaPairRDD<Integer, ChunkState> next = updated(state, gradient, step, norm);
        if ((results.size() + 1) % plan.stateInterval() == 0) {
          next.checkpoint();
        }
        collect(next.mapValues(ChunkState::weights), weights);
        state.unpersist();
        state = next;
      }
      gradient.unpersist();
      shared.forEach(Broadcast::destroy);
      results.add(
          new StepResult(step, statistics, norm.value(), (System.nanoTime() - begin) / 1e9));
      progress.done().add(1);
      progress.tokens().add(statistics.tokens());
      if (results.size() == (plan.steps().size() + 1) / 2) {
        FailPoints.reach(plan.stage().text() + ".mid");
      }
    }
    return result(state, weights, results);
  }

  private JavaPairRDD<Integer, ChunkState> initialState() {
    return context
        .parallelize(chunks.stream().map(Chunk::index).toList(), plan.partitions())
        .mapToPair(index -> new Tuple2<>(index, index))
        .partitionBy(partitioner)
        .mapPartitionsToPair(new InitialStateTask(plan, chunks), true)
        .persist(StorageLevel.MEMORY_AND_DISK());
  }

  /** Not by groupByKey: its aggregator would take the broadcasts into the next step's lineage. */
  private JavaPairRDD<Integer, GradientPart.Sum> gradient(
      JavaRDD<TrainingExample> rows, StepPlan step, List<Broadcast<FloatBlock>> weights) {
    GradientTask task = new GradientTask(plan, step, chunks, weights);
    return rows.mapPartitionsWithIndex(task, true)
        .mapToPair(part -> part)
        .partitionBy(partitioner)
        .mapPartitionsToPair(GradientPart::sums, true)
        .persist(StorageLevel.MEMORY_AND_DISK());
  }

  private JavaPairRDD<Integer, ChunkState> updated(
      JavaPairRDD<Integer, ChunkState> state,
      JavaPairRDD<Integer, GradientPart.Sum> gradient,
      StepPlan step,
      GradientNorm norm) {
    OptimizerStep optimizerStep =
        new OptimizerStep(
            step.number(), step.learningRate(), norm.scale(plan.settings().maxGradientNorm()));
    UpdateTask task = new UpdateTask(chunks, plan.settings().optimizer(), optimizerStep);
    return state
        .join(gradient, partitioner)
        .mapPartitionsToPair(task, true)
        .persist(StorageLevel.MEMORY_AND_DISK());
  }

  private TrainedPolicy result(
      JavaPairRDD<Integer, ChunkState> state, float[][] weights, List<StepResult> results) {
    float[][] first = start.layout().zeros();
    float[][] second = start.layout().zeros();
    collect(state.mapValues(ChunkState::firstMoment), first);
    collect(state.mapValues(ChunkState::secondMoment), second);
    state.unpersist();
    return new TrainedPolicy(weights, first, second, stepsBefore + results.size(), results);
  }

  /** Brings chunks to the driver, in as many jobs as Spark's limit of a job's results asks for. */
  private void collect(JavaPairRDD<Integer, FloatBlock> blocks, float[][] target) {
    for (List<Chunk> group : Chunk.groups(chunks, elementsPerJob())) {
      int first = group.get(0).index();
      int last = first + group.size() - 1;
      blocks
          .filter(block -> block._1() >= first && block._1() <= last)
          .collect()
          .forEach(block -> chunks.get(block._1()).paste(block._2().values(), target));
    }
  }

  /** Half of the limit, since what travels is a little more than the numbers. */
  private long elementsPerJob() {
    long bytes = context.getConf().getSizeAsBytes("spark.driver.maxResultSize", "1g");
    return (bytes == 0 ? Integer.MAX_VALUE : bytes) / 2 / Float.BYTES;
  }
}
