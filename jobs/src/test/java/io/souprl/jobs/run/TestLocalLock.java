package io.souprl.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.souprl.error.InputException;
import io.souprl.jobs.table.RunDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestLocalLock {
  private static final String HOLDER =
      """
      class Holder {
        public static void main(String[] arguments) throws Exception {
          var file = new java.io.RandomAccessFile(arguments[0], "rw");
          file.getChannel().lock();
          System.out.println("held");
          System.in.read();
        }
      }
      """;

  @TempDir private Path folder;

  private RunDirectory directory() {
    return new RunDirectory(folder.toString(), new Configuration());
  }

  @Test
  void saysWhoHoldsTheRunUntilItIsClosed() throws IOException {
    RunLock lock = LocalLock.take(directory());
    RunHolder holder = RunHolder.of(directory()).orElseThrow();
    assertThat(holder.name()).startsWith("process " + ProcessHandle.current().pid() + " on ");
    assertThat(holder.alive()).contains(true);
    assertThatThrownBy(() -> LocalLock.take(directory()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("this process works on this run already");
    lock.close();
    assertThat(RunHolder.of(directory())).isEmpty();
    LocalLock.take(directory()).close();
  }

  /** Another process, with a class of its own, has the operating system's lock. */
  @Test
  void namesTheOtherProcess() throws IOException, InterruptedException {
    Path file = folder.resolve("lock");
    Files.writeString(file, "process 12 on elsewhere, x\n" + Instant.now() + "\n");
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                Files.writeString(folder.resolve("Holder.java"), HOLDER).toString(),
                file.toString())
            .start();
    try {
      assertThat(other.inputReader().readLine()).isEqualTo("held");
      assertThatThrownBy(() -> LocalLock.take(directory()))
          .isInstanceOf(InputException.class)
          .hasMessageContaining(
              "another process is working on this run (process 12 on elsewhere, x)");
      assertThat(RunHolder.of(directory()).orElseThrow().alive()).isEqualTo(Optional.empty());
    } finally {
      other.destroyForcibly().waitFor();
    }
    LocalLock.take(directory()).close();
  }

  @Test
  void aKilledHolderIsSeenAsGone() throws IOException {
    LocalLock.take(directory()).close();
    String host = LockText.newHolder().replaceAll("process \\d+ on (.*), .*", "$1");
    try (FileChannel file = FileChannel.open(folder.resolve("lock"), StandardOpenOption.WRITE)) {
      file.write(ByteBuffer.wrap(LockText.now("process 2000000000 on " + host + ", x").bytes()));
    }
    assertThat(RunHolder.of(directory()).orElseThrow().alive()).contains(false);
  }
}
