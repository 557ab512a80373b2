package io.souprl.model;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * The few things that DJL's portable interface leaves out or that its PyTorch engine does per
 * thread: gradient mode, backward with an upstream gradient, and views.
 */
public final class Torch {
  static {
    // One thread a task: for small matrices more threads cost more than they bring, and results
    // must not depend on the machine's cores.
    if (System.getProperty("ai.djl.pytorch.num_threads") == null) {
      System.setProperty("ai.djl.pytorch.num_threads", "1");
    }
    if (System.getProperty("ai.djl.pytorch.num_interop_threads") == null) {
      System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
    }
  }

  private Torch() {}

  /** A new top-level manager of torch's own choice of a device; the caller closes it. */
  public static NDManager newManager() {
    return Engine.getEngine("PyTorch").newBaseManager();
  }

  /**
   * A new top-level manager of this device; the caller closes it.
   *
   * @throws IllegalStateException when it is a GPU that torch cannot use
   */
  public static NDManager newManager(Device device) {
    NDManager manager = Engine.getEngine("PyTorch").newBaseManager(device);
    if (device.isGpu()) {
      requireUsable(manager);
    }
    return manager;
  }

  private static void requireUsable(NDManager gpu) {
    try {
      gpu.zeros(new Shape(1)).close();
    } catch (RuntimeException e) {
      Device device = gpu.getDevice();
      gpu.close();
      throw new IllegalStateException(
          "Cannot compute on GPU %d: torch cannot use it (%s). Put the pytorch-native-cu128 libraries in place of pytorch-native-cpu and look whether nvidia-smi sees it, or give tasks no GPU (spark.task.resource.gpu.amount)"
              .formatted(
                  device.getDeviceId(),
                  String.valueOf(e.getMessage()).lines().findFirst().orElse("")),
          e);
    }
  }

  /** Switches gradient recording for this thread; libtorch starts every thread with it on. */
  static GradientMode gradients(Recording recording) {
    boolean before = JniUtils.isGradMode();
    JniUtils.setGradMode(recording == Recording.ON);
    return () -> JniUtils.setGradMode(before);
  }

  /** Whether operations record what backward needs. */
  enum Recording {
    ON,
    OFF
  }

  /** Restores the previous gradient mode of the thread when closed. */
  interface GradientMode extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Adds d sum(target * upstream) / d leaf to the gradient of every leaf. DJL's collector allows
   * one user a JVM; this does not.
   */
  static void backward(NDArray target, NDArray upstream) {
    JniUtils.backward((PtNDArray) target, (PtNDArray) upstream, false, false);
  }

  /** A view, not a copy, of {@code [from, to)} along one axis; attached to the array's manager. */
  static NDArray slice(NDArray array, int axis, long from, long to) {
    return JniUtils.slice((PtNDArray) array, axis, from, to, 1);
  }

  /** Rows of a matrix by index: (rows, columns) and (any shape) give (any shape, columns). */
  static NDArray rows(NDArray indices, NDArray matrix) {
    return JniUtils.embedding((PtNDArray) indices, (PtNDArray) matrix, false);
  }

  /** {@code input (.., in)} times {@code weight (out, in)} transposed, plus {@code bias (out)}. */
  static NDArray linear(NDArray input, NDArray weight, NDArray bias) {
    return JniUtils.linear((PtNDArray) input, (PtNDArray) weight, (PtNDArray) bias);
  }

  /** Elements along the last axis by index: (.., n) and (.., k) give (.., k). */
  static NDArray gatherLast(NDArray array, NDArray indices) {
    return JniUtils.gather(
        (PtNDArray) array, (PtNDArray) indices, array.getShape().dimension() - 1);
  }

  /** Puts values at indices along the last axis: (.., n), (.., k) and (.., k) give (.., n). */
  static NDArray scatterLast(NDArray array, NDArray indices, NDArray values) {
    return JniUtils.scatter(
        (PtNDArray) array,
        (PtNDArray) indices,
        (PtNDArray) values,
        array.getShape().dimension() - 1);
  }

  /** Sorts along the last axis, largest first. */
  static NDArray sortDescending(NDArray array) {
    return JniUtils.sort((PtNDArray) array, array.getShape().dimension() - 1L, true);
  }

  /** Writes {@code value} into {@code [from, to)} of every axis, in place. */
  static void write(NDArray array, NDArray value, long[] from, long[] to) {
    long[] steps = new long[from.length];
    Arrays.fill(steps, 1);
    JniUtils.indexSet((PtNDArray) array, (PtNDArray) value, from, to, steps);
  }

  /**
   * Multiplies, in place where no gradient is recorded. {@code product} must be an array that
   * nothing else reads.
   */
  static NDArray times(NDArray product, NDArray factor) {
    return JniUtils.isGradMode() ? product.mul(factor) : product.muli(factor);
  }

  /**
   * An array in libtorch's own memory. {@code NDManager.create} leaves it in a Java buffer, which
   * counts against the JVM's direct memory and has no fixed alignment; with that, the rounding of
   * matrix products could change from run to run.
   */
  static NDArray create(NDManager manager, float[] values, Shape shape, DataType type) {
    try (NDArray buffer = manager.create(values, shape)) {
      return type == DataType.FLOAT32 ? buffer.duplicate() : buffer.toType(type, false);
    }
  }

  /** Overwrites the array in place, on any device; all its views see the new values. */
  static void overwrite(NDArray array, float[] values) {
    if (values.length != array.size()) {
      throw new IllegalArgumentException(
          "Cannot write " + values.length + " values to an array of " + array.getShape());
    }
    long[] shape = array.getShape().getShape();
    try (GradientMode off = gradients(Recording.OFF);
        NDArray source = array.getManager().create(values, array.getShape())) {
      write(array, source, new long[shape.length], shape);
    }
  }

  /** Sets the gradient of a leaf to 0, whatever it was. */
  static void clearGradient(NDArray leaf) {
    JniUtils.zeroGrad((PtNDArray) leaf);
  }

  /** The values of an array, on a CPU without a copy; to be read at once. */
  static FloatBuffer values(NDArray array) {
    return array.toByteBuffer(true).asFloatBuffer();
  }
}
