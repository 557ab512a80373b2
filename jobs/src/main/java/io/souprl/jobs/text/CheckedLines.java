package io.souprl.jobs.text;

import io.souprl.error.InputErrors;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a first reading of a file found: how many lines are good, and what is wrong with others. */
final class CheckedLines {
  private static final int PROBLEMS_SHOWN = 20;

  private final Map<Long, String> problemsByLine = new HashMap<>();
  private final Set<String> problems = new LinkedHashSet<>();
  private long goodLines;

  void good() {
    goodLines++;
  }

  void bad(long number, List<String> found) {
    problemsByLine.put(number, String.join(" ", found));
    problems.addAll(found);
  }

  long goodLines() {
    return goodLines;
  }

  /** What is wrong with a line, or null. */
  String problem(long number) {
    return problemsByLine.get(number);
  }

  /** Refuses the file if a line is wrong. */
  void requireAllGood() {
    if (problems.isEmpty()) {
      return;
    }
    List<String> shown = new ArrayList<>(problems);
    if (shown.size() > PROBLEMS_SHOWN) {
      int more = shown.size() - PROBLEMS_SHOWN;
      shown.subList(PROBLEMS_SHOWN, shown.size()).clear();
      shown.add("and " + more + " more problems");
    }
    throw InputErrors.all(shown);
  }
}
