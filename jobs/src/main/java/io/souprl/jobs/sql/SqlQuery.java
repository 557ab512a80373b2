package io.souprl.jobs.sql;

import io.souprl.error.InputErrors;
import io.souprl.error.InputException;
import io.souprl.verify.Verifiers;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunction;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.catalyst.plans.logical.Command;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.ParsedStatement;
import scala.collection.JavaConverters;

/** A statement that only reads. */
public final class SqlQuery {
  /** Beginnings of the names of the plans of SHOW, DESCRIBE and EXPLAIN. */
  private static final List<String> READING_COMMANDS = List.of("Show", "Describe", "Explain");

  private SqlQuery() {}

  /**
   * The result of a statement.
   *
   * @throws InputException with Spark's message when it is no valid statement, when it could change
   *     something, or when it names a verifier that there is not
   */
  public static Dataset<Row> run(SparkSession spark, String statement) {
    LogicalPlan plan = told(() -> spark.sessionState().sqlParser().parsePlan(statement));
    String name = plan.getClass().getSimpleName();
    if (changes(plan) && READING_COMMANDS.stream().noneMatch(name::startsWith)) {
      throw InputErrors.of(
          "sql",
          "the statement does not only read",
          "Use SELECT, WITH, DESCRIBE, SHOW or EXPLAIN.");
    }
    requireVerifiers(plan);
    return told(() -> spark.sql(statement));
  }

  /** A verifier that there is not is refused here and not by every row in a task. */
  private static void requireVerifiers(LogicalPlan plan) {
    JavaConverters.seqAsJavaList(plan.expressions()).forEach(SqlQuery::requireVerifiers);
    children(plan).forEach(SqlQuery::requireVerifiers);
  }

  private static void requireVerifiers(Expression expression) {
    if (expression instanceof UnresolvedFunction call
        && call.nameParts().mkString().equalsIgnoreCase(VerifyFunction.NAME)
        && call.arguments().size() == 3
        && call.arguments().apply(2) instanceof Literal verifier
        && verifier.value() != null) {
      Verifiers.named(verifier.value().toString());
    }
    JavaConverters.seqAsJavaList(expression.children()).forEach(SqlQuery::requireVerifiers);
  }

  private static boolean changes(LogicalPlan plan) {
    return plan instanceof Command
        || plan instanceof ParsedStatement
        || children(plan).anyMatch(SqlQuery::changes);
  }

  private static Stream<LogicalPlan> children(LogicalPlan plan) {
    return JavaConverters.seqAsJavaList(plan.children()).stream();
  }

  private static <T> T told(Callable<T> work) {
    try {
      return work.call();
    } catch (ParseException e) {
      throw InputErrors.all(List.of(e.getMessage().strip()));
    } catch (AnalysisException e) {
      throw InputErrors.all(List.of(e.getSimpleMessage()));
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("Cannot run the statement: " + e.getMessage(), e);
    }
  }
}
