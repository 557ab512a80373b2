package io.souprl.jobs.status;

import io.souprl.jobs.run.RunHolder;
import io.souprl.table.StageName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A {@link RunStatus} for people to read. */
final class StatusText {
  /** Metrics by what they are called here. */
  private static final List<Map.Entry<String, String>> FIGURES =
      List.of(
          Map.entry("reward", "critic/rewards/mean"),
          Map.entry("prefixed", "soup/reward/prefixed"),
          Map.entry("plain", "soup/reward/plain"),
          Map.entry("entropy", "actor/entropy"),
          Map.entry("solved", "soup/solved_fraction"),
          Map.entry("tokens/s", "perf/throughput"),
          Map.entry("seconds", "timing_s/step"));

  private final RunStatus status;
  private final List<String> lines = new ArrayList<>();

  private StatusText(RunStatus status) {
    this.status = status;
  }

  static String render(RunStatus status) {
    StatusText text = new StatusText(status);
    text.add();
    return String.join("\n", text.lines) + "\n";
  }

  private void add() {
    line("run", status.runId() + ", " + status.directory());
    line("at work", status.holder().map(this::holder).orElse("nobody"));
    line(
        "policy",
        status
            .policy()
            .map(policy -> "version %d, %s".formatted(policy.version(), policy.uri()))
            .orElse("none: souprl import --checkpoint DIR, or souprl warmup"));
    line(
        "rounds",
        "%d done; next is %s of round %d%s"
            .formatted(status.rounds(), status.next().text(), status.rounds(), done()));
    if (!status.metrics().isEmpty()) {
      line("last round", "%d: %s".formatted(status.rounds() - 1, figures()));
    }
    status
        .evaluated()
        .ifPresent(
            version -> line("evaluation", "version %d: %s".formatted(version, evaluations())));
    line("disk", size(total()) + ": " + parts());
    if (status.leftovers() > 0) {
      line(
          "leftovers",
          "policy directories that no version names: %d, %s; %s"
              .formatted(
                  status.leftovers(),
                  size(status.leftoverBytes()),
                  working()
                      ? "the one at work may be writing it"
                      : "souprl maintain deletes them"));
    }
  }

  private String done() {
    return status.done().isEmpty()
        ? ""
        : status.done().stream()
            .map(StageName::text)
            .collect(Collectors.joining(", ", " (done: ", ")"));
  }

  private boolean working() {
    return status.holder().flatMap(RunHolder::alive).orElse(false);
  }

  private String holder(RunHolder holder) {
    String life =
        holder
            .alive()
            .map(
                alive ->
                    alive ? "" : ": it has ended without giving up the run; the next takes over")
            .orElse(": whether it is still there cannot be told from here");
    return "%s, as of %s%s".formatted(holder.name(), holder.sign(), life);
  }

  private String figures() {
    return FIGURES.stream()
        .filter(figure -> status.metrics().containsKey(figure.getValue()))
        .map(figure -> figure.getKey() + " " + number(status.metrics().get(figure.getValue())))
        .collect(Collectors.joining(", "));
  }

  private String evaluations() {
    return status.evaluations().entrySet().stream()
        .map(value -> value.getKey() + " " + number(value.getValue()))
        .collect(Collectors.joining(", "));
  }

  private long total() {
    return status.bytes().values().stream().mapToLong(Long::longValue).sum();
  }

  private String parts() {
    return status.bytes().entrySet().stream()
        .filter(part -> part.getValue() > 0)
        .map(part -> part.getKey() + " " + size(part.getValue()))
        .collect(Collectors.joining(", "));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.4g", value);
  }

  private static String size(long bytes) {
    long mebibyte = 1 << 20;
    return bytes < mebibyte
        ? String.format(Locale.ROOT, "%.1f KiB", bytes / 1024.0)
        : String.format(Locale.ROOT, "%.1f MiB", bytes / (double) mebibyte);
  }

  private void line(String subject, String text) {
    lines.add(String.format(Locale.ROOT, "%-12s%s", subject, text));
  }
}
