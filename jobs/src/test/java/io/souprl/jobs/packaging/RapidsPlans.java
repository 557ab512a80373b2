package io.souprl.jobs.packaging;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the RAPIDS Accelerator 25.04 says of the plans in a driver's log, with
 * spark.rapids.sql.explain=ALL.
 *
 * @param onGpu operators that would run on the GPU
 * @param fallbacks operators and expressions that would not, with the reason, unless {@link
 *     #EXPECTED} explains them
 */
record RapidsPlans(List<String> onGpu, Set<String> fallbacks) {
  /** Our Java functions and the rows that go to them; expressions in them only convert rows. */
  private static final Set<String> JAVA =
      Set.of(
          "DeserializeToObjectExec",
          "MapPartitionsExec",
          "SerializeFromObjectExec",
          "RDDScanExec",
          "LocalTableScanExec",
          "InMemoryTableScanExec"); // candidates for prefixes, on their way to a Java function

  /** Reasons that we know, by operator or expression, with what becomes of each. */
  private static final Map<String, String> EXPECTED =
      Map.of(
          // Release 25.08 reads Delta Lake 3.3 on the GPU.
          "FileSourceScanExec", "unsupported file format: .*DeltaParquetFileFormat",
          // Release 26.06 has it for sums.
          "ArrayAggregate", "GPU does not currently support the operator class .*ArrayAggregate",
          // It follows from the scans' and goes with it.
          "ShuffleExchangeExec", "Columnar exchange without columnar children is inefficient");

  /** Operators that hold one of those. */
  private static final String HOLDS_ANOTHER = "not all expressions can be replaced";

  private static final Pattern LOG_LINE = Pattern.compile("\\d\\d:\\d\\d:\\d\\d [A-Z]+ .*");
  private static final Pattern NODE = Pattern.compile("\\s*[!*@#]?\\w* ?<(\\w+)> (.*)");
  private static final String BECAUSE = " cannot run on GPU because ";

  static RapidsPlans of(String log) {
    List<String> onGpu = new ArrayList<>();
    Set<String> fallbacks = new TreeSet<>();
    for (List<String> plan : plans(log)) {
      if (plan.stream().noneMatch(RapidsPlans::ofDeltasLog)) {
        read(plan, onGpu, fallbacks);
      }
    }
    return new RapidsPlans(onGpu, fallbacks);
  }

  private static List<List<String>> plans(String log) {
    List<List<String>> plans = new ArrayList<>();
    List<String> plan = new ArrayList<>();
    for (String line : log.lines().toList()) {
      if (LOG_LINE.matcher(line).matches()) {
        plan = new ArrayList<>();
        if (line.contains(" GpuOverrides:")) {
          plans.add(plan);
        }
      } else {
        plan.add(line);
      }
    }
    return plans;
  }

  /** Delta's own queries of a table's log are none of ours. */
  private static boolean ofDeltasLog(String line) {
    return line.contains("delta.actions.") || line.contains("commitInfo");
  }

  private static void read(List<String> plan, List<String> onGpu, Set<String> fallbacks) {
    String operator = "";
    for (String line : plan) {
      Matcher node = NODE.matcher(line);
      if (!node.matches()) {
        continue;
      }
      String name = node.group(1);
      if (name.endsWith("Exec")) {
        operator = name;
        if (line.contains(" will run on GPU")) {
          onGpu.add(name);
        }
      }
      int because = line.indexOf(BECAUSE);
      if (because >= 0 && !JAVA.contains(operator)) {
        String reason = line.substring(because + BECAUSE.length()).strip();
        if (!expected(name, reason)) {
          fallbacks.add(operator + ": " + name + ": " + reason);
        }
      }
    }
  }

  private static boolean expected(String name, String reason) {
    return reason.equals(HOLDS_ANOTHER) || reason.matches(EXPECTED.getOrDefault(name, ""));
  }
}
