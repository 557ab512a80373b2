package io.souprl.jobs.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.souprl.jobs.packaging.Launcher;
import io.souprl.jobs.packaging.Outcome;
import io.souprl.verify.Completion;
import io.souprl.verify.Verdict;
import io.souprl.verify.Verifier;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scores a finished round again: killed on the way, twice, and with a verifier of the user's. */
@Tag("slow")
class RescoringIT {
  private static final String COUNTS =
      "SELECT verifier, count(*) AS verdicts, count(DISTINCT rollout_id) AS rollouts FROM scores"
          + " GROUP BY verifier ORDER BY verifier";

  @TempDir private Path folder;

  /** A verifier as a user would write one. */
  public static final class AgreeableVerifier implements Verifier {
    @Override
    public String name() {
      return "agreeable";
    }

    @Override
    public String version() {
      return "1";
    }

    @Override
    public Verdict verify(String gold, Completion completion) {
      return Verdict.correct(gold);
    }
  }

  @Test
  void scoresEveryRolloutOnceWithEachVerifier() throws IOException {
    Path run = folder.resolve("run");
    Outcome round = launcher().smoke(run, 1);
    assertThat(round.exitCode()).as(round.errors()).isZero();

    Outcome killed =
        score(
            launcher().with("SOUPRL_JAVA_OPTS", "-Dsouprl.test.halt-at=scoring.mid"), run, "math");
    assertThat(killed.exitCode()).as(killed.errors()).isEqualTo(137);
    Outcome scored = score(launcher(), run, "math");
    assertThat(scored.exitCode()).as(scored.errors()).isZero();
    assertThat(score(launcher(), run, "math").errors()).contains("nothing to do");

    Launcher withJar = launcher().with("SOUPRL_SUBMIT_OPTS", "--jars " + jar());
    Outcome own = score(withJar, run, "agreeable");
    assertThat(own.exitCode()).as(own.errors()).isZero();

    List<String> counts =
        launcher()
            .run("sql", "--run", run.toString(), "--format", "csv", "-e", COUNTS)
            .output()
            .lines()
            .skip(1)
            .toList();
    String each = counts.get(0).substring("agreeable,".length());
    assertThat(each).matches("([1-9]\\d*),\\1");
    assertThat(counts).containsExactly("agreeable," + each, "countdown," + each, "math," + each);
  }

  private Launcher launcher() {
    return Launcher.in(folder).with("SOUPRL_FAST_START", "1");
  }

  private static Outcome score(Launcher launcher, Path run, String verifier) {
    return launcher.run(
        "score",
        "--config",
        run.resolve("configs/000000.yaml").toString(),
        "--set",
        "run.dir=" + run,
        "--rounds",
        "0",
        "--verifier",
        verifier);
  }

  private Path jar() throws IOException {
    Path file = folder.resolve("agreeable.jar");
    String type = AgreeableVerifier.class.getName();
    String path = type.replace('.', '/') + ".class";
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file));
        InputStream code = AgreeableVerifier.class.getClassLoader().getResourceAsStream(path)) {
      zip.putNextEntry(new ZipEntry(path));
      code.transferTo(zip);
      zip.putNextEntry(new ZipEntry("META-INF/services/" + Verifier.class.getName()));
      zip.write(type.getBytes(StandardCharsets.UTF_8));
    }
    return file;
  }
}
