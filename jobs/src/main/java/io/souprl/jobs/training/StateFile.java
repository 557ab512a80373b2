package io.souprl.jobs.training;

import io.souprl.model.ParameterLayout;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.deploy.SparkHadoopUtil;

/**
 * Weights and moments on their way from a task to the driver. As the task's result, those of more
 * than 89 million parameters would be above Spark's limit (1 GiB, {@code
 * spark.driver.maxResultSize}).
 *
 * @param uri of the file, which has one float32 after the other
 */
record StateFile(String uri) implements Serializable {
  private static final int BUFFER_BYTES = 1 << 20;

  /** Writes arrays, each with a value a parameter, to a new file of this folder. */
  static StateFile write(String folder, List<float[][]> arrays) {
    StateFile file = new StateFile(folder + "/trained-" + UUID.randomUUID());
    try (DataOutputStream out =
        new DataOutputStream(
            new BufferedOutputStream(file.files().create(file.path(), false), BUFFER_BYTES))) {
      for (float[][] array : arrays) {
        for (float[] values : array) {
          FloatBlock.write(out, values);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write what was trained to " + file.uri, e);
    }
    return file;
  }

  /** Reads so many arrays. */
  List<float[][]> read(int count, ParameterLayout layout) {
    List<float[][]> arrays = new ArrayList<>();
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(files().open(path()), BUFFER_BYTES))) {
      for (int i = 0; i < count; i++) {
        float[][] array = layout.zeros();
        for (float[] values : array) {
          FloatBlock.read(in, values);
        }
        arrays.add(array);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read what was trained from " + uri, e);
    }
    return arrays;
  }

  private FileSystem files() throws IOException {
    return path().getFileSystem(SparkHadoopUtil.get().conf());
  }

  private Path path() {
    return new Path(uri);
  }
}
