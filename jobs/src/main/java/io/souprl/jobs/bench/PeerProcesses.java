package io.souprl.jobs.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Processes of one script, which share the prompts between them as our threads do.
 *
 * @param all at least one; a measurement takes the first so many
 */
record PeerProcesses(List<PeerProcess> all) implements AutoCloseable {
  /** One process of the main requirements file. */
  static PeerProcesses one(Path python, String script, List<String> arguments, Path work) {
    return new PeerProcesses(
        List.of(PeerProcess.python(python, script, arguments, "requirements.txt", work, 0)));
  }

  JsonNode versions() {
    return all.get(0).versions();
  }

  /**
   * One measurement with this many processes, which takes as long as the slowest of them.
   *
   * @throws ContenderException with a peer's own words when it cannot
   */
  Measurement ask(Map<String, Object> request, int processes) {
    List<PeerProcess> busy = new ArrayList<>();
    List<ContenderException> failures =
        new ArrayList<>(); // the others' answers are read all the same
    for (int part = 0; part < processes; part++) {
      Map<String, Object> share = new LinkedHashMap<>(request);
      share.put("part", part);
      try {
        all.get(part).send(share);
        busy.add(all.get(part));
      } catch (ContenderException e) {
        failures.add(e);
      }
    }
    long tokens = 0;
    double seconds = 0;
    for (PeerProcess process : busy) {
      try {
        Measurement measured = process.receive();
        tokens += measured.tokens();
        seconds = Math.max(seconds, measured.seconds());
      } catch (ContenderException e) {
        failures.add(e);
      }
    }
    if (!failures.isEmpty()) {
      throw failures.get(0);
    }
    return new Measurement(tokens, seconds);
  }

  @Override
  public void close() {
    all.forEach(PeerProcess::close);
  }
}
