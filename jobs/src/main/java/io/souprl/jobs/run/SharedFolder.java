package io.souprl.jobs.run;

import io.souprl.error.InputErrors;
import io.souprl.jobs.table.RunDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.deploy.SparkHadoopUtil;

/**
 * Whether executors see what the driver writes: a folder that only has the same name on every
 * machine would lose a stage's work, and say so late.
 */
final class SharedFolder {
  private static final String PROBE = "probe/token";

  private SharedFolder() {}

  /**
   * Writes a file that as many tasks as run at a time must find. On one machine there is nothing to
   * ask.
   *
   * @throws io.souprl.error.InputException naming the first machine that does not find it
   */
  static void require(SparkContext spark, RunDirectory directory) {
    if (spark.isLocal()) {
      return;
    }
    String token = UUID.randomUUID().toString();
    Path probe = new Path(directory.temporary(), PROBE);
    directory.write(directory.temporary().getName() + "/" + PROBE, token);
    int tasks = Math.max(1, spark.defaultParallelism());
    List<String> blind =
        JavaSparkContext.fromSparkContext(spark)
            .parallelize(IntStream.range(0, tasks).boxed().toList(), tasks)
            .map(new Look(probe.toString(), token))
            .filter(host -> !host.isEmpty())
            .distinct()
            .collect();
    if (!blind.isEmpty()) {
      throw InputErrors.of(
          "run.dir",
          "the executor on %s does not see what the driver writes to %s"
              .formatted(blind.get(0), directory.root()),
          "Name a folder that driver and executors share, such as one on HDFS, in a bucket or"
              + " mounted everywhere.");
    }
  }

  /** The name of this machine when it does not find the file as it was written, else nothing. */
  record Look(String probe, String token) implements Function<Integer, String> {
    @Override
    public String call(Integer task) throws IOException {
      Path path = new Path(probe);
      try (InputStream stream = path.getFileSystem(SparkHadoopUtil.get().conf()).open(path)) {
        if (new String(stream.readAllBytes(), StandardCharsets.UTF_8).equals(token)) {
          return "";
        }
      } catch (IOException e) {
        // It cannot read the file: that is the answer.
      }
      return InetAddress.getLocalHost().getHostName();
    }
  }
}
