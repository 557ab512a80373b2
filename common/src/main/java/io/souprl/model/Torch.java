package io.souprl.model;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.FloatBuffer;

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

  /** A new top-level manager; the caller closes it. */
  public static NDManager newManager() {
    return Engine.getEngine("PyTorch").newBaseManager();
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

  /** Writes {@code value} into {@code [from, to)} of the third axis of a 4-d array, in place. */
  static void write(NDArray array, NDArray value, long from, long to) {
    long[] shape = array.getShape().getShape();
    JniUtils.indexSet(
        (PtNDArray) array,
        (PtNDArray) value,
        new long[] {0, 0, from, 0},
        new long[] {shape[0], shape[1], to, shape[3]},
        new long[] {1, 1, 1, 1});
  }

  /** The array's memory itself on a CPU; writing to it changes the array and all its views. */
  static FloatBuffer memory(NDArray array) {
    return array.toByteBuffer(true).asFloatBuffer();
  }
}
