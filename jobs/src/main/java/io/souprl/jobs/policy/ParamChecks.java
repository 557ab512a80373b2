package io.souprl.jobs.policy;

import io.souprl.error.InputErrors;
import io.souprl.model.ComputeType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoublePredicate;
import org.apache.spark.ml.param.Param;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** What the parameters and the columns of a transformer must be; all problems come at once. */
final class ParamChecks {
  private static final Set<DataType> ID_TYPES =
      Set.of(
          DataTypes.StringType,
          DataTypes.ByteType,
          DataTypes.ShortType,
          DataTypes.IntegerType,
          DataTypes.LongType);

  private final PolicyParams params;
  private final StructType schema;
  private final List<String> problems = new ArrayList<>();

  private ParamChecks(PolicyParams params, StructType schema) {
    this.params = params;
    this.schema = schema;
  }

  /** Refuses what cannot be meant, before any work. */
  static void check(PolicyParams params, StructType schema) {
    ParamChecks checks = new ParamChecks(params, schema);
    checks.columns();
    checks.names();
    checks.numbers();
    if (!checks.problems.isEmpty()) {
      throw InputErrors.all(checks.problems);
    }
  }

  private void columns() {
    Optional<DataType> input = column(params.inputCol(), "the column of prompts");
    Optional<InputKind> kind = input.flatMap(InputKind::of);
    if (input.isPresent() && kind.isEmpty()) {
      report(
          params.inputCol(),
          "the column %s is %s".formatted(value(params.inputCol()), input.get().catalogString()),
          "Give a string to tokenise, or token ids as array<int> or array<bigint>.");
    }
    kind.filter(InputKind.REQUEST::equals).ifPresent(request -> wholeRequests());
    if (params.isDefined(params.idCol())) {
      column(params.idCol(), "a column")
          .filter(type -> !ID_TYPES.contains(type))
          .ifPresent(
              type ->
                  report(
                      params.idCol(),
                      "the column %s is %s".formatted(value(params.idCol()), type.catalogString()),
                      "Give a string or a whole number."));
    }
    if (isSet(params.outputCol(), "the column to add")) {
      String output = (String) value(params.outputCol());
      if (Arrays.stream(schema.fieldNames()).anyMatch(output::equalsIgnoreCase)) {
        report(
            params.outputCol(),
            "there is a column " + output + " already",
            "Choose another name, or drop that column first.");
      }
    }
  }

  /** Such a row asks for one response and brings its length and its stream along. */
  private void wholeRequests() {
    for (Param<?> param : List.of(params.idCol(), params.samples(), params.maxTokens())) {
      if (params.isSet(param)) {
        report(
            param,
            "it is set, and every row of %s is a request for one response that says it itself"
                .formatted(value(params.inputCol())),
            "Leave it out.");
      }
    }
  }

  private void names() {
    isSet(params.modelUrl(), "the directory of a Hugging Face checkpoint");
    if (!value(params.engine()).equals(PolicyTransformer.ENGINE)) {
      report(
          params.engine(),
          value(params.engine()) + " is not supported",
          "Use " + PolicyTransformer.ENGINE + ".");
    }
    List<String> types = Arrays.stream(ComputeType.values()).map(ComputeType::text).toList();
    if (!types.contains(value(params.dtype()))) {
      report(
          params.dtype(),
          "'" + value(params.dtype()) + "' is not a known value",
          "Use one of " + String.join(", ", types) + ".");
    }
  }

  private void numbers() {
    inRange(params.batchSize(), number -> number >= 1, "1 or more");
    inRange(params.cacheTokens(), number -> number >= 1, "1 or more");
    inRange(params.samples(), number -> number >= 1, "1 or more");
    inRange(params.maxTokens(), number -> number >= 0, "0 or more");
    inRange(params.topK(), number -> number >= 0, "0 or more");
    inRange(params.topP(), number -> number > 0 && number <= 1, "more than 0 and at most 1");
    inRange(params.minP(), number -> number >= 0 && number < 1, "0 or more and less than 1");
    inRange(
        params.temperature(),
        number -> number >= 0 && Double.isFinite(number),
        "0 (greedy) or more");
  }

  private void inRange(Param<Object> param, DoublePredicate range, String allowed) {
    if (!range.test(((Number) value(param)).doubleValue())) {
      report(param, value(param) + " is out of range", "Use " + allowed + ".");
    }
  }

  /** The type of the column that the parameter names; its absence is a problem. */
  private Optional<DataType> column(Param<String> param, String what) {
    if (!isSet(param, what)) {
      return Optional.empty();
    }
    String name = (String) value(param);
    if (!Arrays.asList(schema.fieldNames()).contains(name)) {
      report(
          param,
          "there is no column " + name,
          "Name one of " + String.join(", ", schema.fieldNames()) + ".");
      return Optional.empty();
    }
    return Optional.of(schema.apply(name).dataType());
  }

  private boolean isSet(Param<String> param, String what) {
    boolean set = params.isDefined(param);
    if (!set) {
      report(param, "it is not set", "Name " + what + ".");
    }
    return set;
  }

  private Object value(Param<?> param) {
    return params.getOrDefault(param);
  }

  private void report(Param<?> param, String problem, String fix) {
    problems.add(InputErrors.of(param.name(), problem, fix).getMessage());
  }
}
