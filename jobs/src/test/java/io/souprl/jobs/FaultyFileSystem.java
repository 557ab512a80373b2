package io.souprl.jobs;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/** The local disk as a remote file system, {@code faulty:/...}, that can run full. */
public final class FaultyFileSystem extends RawLocalFileSystem {
  private static final long ENDLESS = Long.MAX_VALUE;

  private static volatile String full = "";
  private static final AtomicLong ROOM = new AtomicLong(ENDLESS);

  /** From now on only so many bytes fit into files below folders of this name. */
  public static void fill(String folder, long bytes) {
    full = "/" + folder + "/";
    ROOM.set(bytes);
  }

  /** There is room again. */
  public static void free() {
    ROOM.set(ENDLESS);
  }

  @Override
  public String getScheme() {
    return "faulty";
  }

  @Override
  public URI getUri() {
    return URI.create("faulty:///");
  }

  @Override
  public FSDataOutputStream create(
      Path file,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    return limited(
        file,
        super.create(file, permission, overwrite, bufferSize, replication, blockSize, progress));
  }

  @Override
  public FSDataOutputStream create(
      Path file,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    return limited(
        file, super.create(file, overwrite, bufferSize, replication, blockSize, progress));
  }

  private static FSDataOutputStream limited(Path file, FSDataOutputStream stream)
      throws IOException {
    return file.toString().contains(full) && ROOM.get() < ENDLESS
        ? new FSDataOutputStream(new Limited(stream), null)
        : stream;
  }

  private static final class Limited extends OutputStream {
    private final OutputStream target;

    private Limited(OutputStream target) {
      this.target = target;
    }

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
      if (ROOM.addAndGet(-count) < 0) {
        throw new IOException("No space left on device");
      }
      target.write(bytes, from, count);
    }

    @Override
    public void close() throws IOException {
      target.close();
    }
  }
}
