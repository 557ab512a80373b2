package io.souprl.jobs.run;

import io.souprl.jobs.table.RunDirectory;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a process writes into run.dir/lock: a line with its name, and a line with the time.
 *
 * @param holder such as {@code process 12 on host, UUID}
 * @param sign when it was alive
 */
record LockText(String holder, Instant sign) {
  private static final Pattern HOLDER = Pattern.compile("process (\\d+) on (.*), [^,]*");

  /** A name of this process that no other one has. */
  static String newHolder() {
    return "process %d on %s, %s"
        .formatted(ProcessHandle.current().pid(), host(), UUID.randomUUID());
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (IOException e) {
      return "an unknown host";
    }
  }

  /** A sign of life. */
  static LockText now(String holder) {
    return new LockText(holder, Instant.now());
  }

  byte[] bytes() {
    return (holder + "\n" + sign + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** What run.dir/lock says; nothing when there is none. */
  static Optional<LockText> read(RunDirectory directory) {
    return directory.read(directory.lock().getName()).flatMap(LockText::parse);
  }

  /** Nothing when the text is not one of ours, or is empty: it is being written or was given up. */
  private static Optional<LockText> parse(String text) {
    List<String> lines = text.lines().toList();
    if (lines.size() < 2) {
      return Optional.empty();
    }
    try {
      return Optional.of(new LockText(lines.get(0), Instant.parse(lines.get(1))));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** The holder as part of a message. */
  static String inBrackets(String text) {
    return text.isEmpty() ? "" : " (" + text.lines().findFirst().orElseThrow() + ")";
  }

  /**
   * Whether the process is there; nothing where that cannot be told, because it is on another host.
   */
  Optional<Boolean> processIsThere() {
    Matcher matcher = HOLDER.matcher(holder);
    if (!matcher.matches() || !matcher.group(2).equals(host())) {
      return Optional.empty();
    }
    return Optional.of(
        ProcessHandle.of(Long.parseLong(matcher.group(1)))
            .filter(process -> process.info().startInstant().filter(sign::isBefore).isEmpty())
            .isPresent());
  }
}
