package io.souprl.jobs.errors;

import static org.assertj.core.api.Assertions.assertThat;

import io.souprl.jobs.errors.ErrorCatalog.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Holds docs/errors.md in step with the code. To write it anew: {@code mvn -pl common,jobs test
 * -Dtest=TestErrorPage -Dsurefire.failIfNoSpecifiedTests=false -Dsouprl.write-reference=true}.
 */
class TestErrorPage {
  private static final Path FILE = Path.of("..", "docs/errors.md");

  @Test
  void listsWhatTheCodeSays() throws IOException {
    String page = page(messages());
    if (Boolean.getBoolean("souprl.write-reference")) {
      Files.writeString(FILE, page);
    }
    assertThat(Files.readString(FILE))
        .as("run this test with -Dsouprl.write-reference=true")
        .isEqualTo(page);
  }

  @Test
  void readsFormattedConcatenatedAndConstantTexts() throws IOException {
    assertThat(messages())
        .contains(
            new Message(
                "io.souprl.chat.Conversation",
                "…",
                "messages[…] has no role",
                "Give every message one, a string."),
            new Message(
                "io.souprl.jobs.run.RunLock",
                "…",
                "another process is working on this run…",
                "Wait for it to end, or give this one another run.dir."),
            new Message(
                "io.souprl.config.Overrides", "--set …", "has no '='", "Write --set key=value."));
  }

  private static List<Message> messages() throws IOException {
    return ErrorCatalog.of(
        List.of(Path.of("..", "common/src/main/java"), Path.of("..", "jobs/src/main/java")));
  }

  private static String page(List<Message> messages) {
    Map<String, List<Message>> sources =
        messages.stream()
            .distinct()
            .collect(
                Collectors.groupingBy(Message::source, LinkedHashMap::new, Collectors.toList()));
    StringBuilder page =
        new StringBuilder(
            """
            # Errors

            Every message about configuration and input, as the code words it: *where it is*: **what is wrong**. How to mend it. Search \
            for words of yours that are no name, number or path: those stand as `…` here, and `[a | b]` is one or the other. Such a message \
            ends the command with exit code 2. For causes that a message cannot know, see the table at the end of the \
            [README](../README.md). This page is made from the sources.
            """);
    sources.forEach(
        (source, all) -> {
          page.append("\n## ").append(source).append("\n\n");
          for (Message message : all) {
            page.append("- *")
                .append(escaped(message.where()))
                .append("*: **")
                .append(escaped(message.problem()))
                .append("**. ")
                .append(escaped(message.fix()))
                .append('\n');
          }
        });
    return page.toString();
  }

  private static String escaped(String text) {
    return text.replaceAll("([\\\\*<>`])", "\\\\$1");
  }
}
