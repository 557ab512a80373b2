package io.souprl.jobs.scoring;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.souprl.config.SoupConfig;
import io.souprl.error.InputException;
import io.souprl.jobs.run.Run;
import io.souprl.jobs.table.Tables;
import io.souprl.table.TableName;
import io.souprl.verify.Verifier;
import io.souprl.verify.Verifiers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * Which scores count for a run: those by the verifier that a prompt names, or that {@code
 * scoring.verifier} names for all, as its code and options are now. Scores by others, and of older
 * versions, stay in the table beside.
 */
public final class RunVerifiers {
  private static final List<String> KEY = List.of("rollout_id", "verifier", "verifier_version");

  private final Tables tables;
  private final String forAll; // a specification, or null: each prompt's own
  private final Map<String, Verifier> verifiers = new LinkedHashMap<>(); // by specification

  private RunVerifiers(Tables tables, SoupConfig config, List<String> specifications) {
    this.tables = tables;
    this.forAll = config.scoring().verifier().isEmpty() ? null : config.scoring().verifier();
    for (String specification : forAll == null ? specifications : List.of(forAll)) {
      try {
        verifiers.put(specification, Verifiers.named(specification));
      } catch (InputException e) {
        // The scoring stage refuses a round that has such prompts; other rounds may go on.
      }
    }
  }

  /** Of an opened run, whose prompts are asked once. */
  public static RunVerifiers of(Run run) {
    return new RunVerifiers(run.tables(), run.config(), run.verifierSpecifications());
  }

  /** Of the tables of a run that is not opened, whose prompts name these verifiers. */
  public static RunVerifiers of(Tables tables, SoupConfig config, List<String> specifications) {
    return new RunVerifiers(tables, config, specifications);
  }

  /**
   * The prompts with their {@code specification}, and the {@code verifier} and {@code
   * verifier_version} that it stands for, null where it stands for none.
   */
  public Dataset<Row> prompts() {
    Column specification = forAll == null ? col("verifier") : lit(forAll);
    Column name = lit(null).cast("string");
    Column version = lit(null).cast("string");
    for (Map.Entry<String, Verifier> entry : verifiers.entrySet()) {
      Column named = col("specification").equalTo(entry.getKey());
      name = when(named, entry.getValue().name()).otherwise(name);
      version = when(named, entry.getValue().version()).otherwise(version);
    }
    return tables
        .read(TableName.PROMPTS)
        .withColumn("specification", specification)
        .withColumn("verifier", name)
        .withColumn("verifier_version", version);
  }

  /** Scores of the rounds from {@code first} to {@code last} that may count. */
  public Dataset<Row> scores(int first, int last) {
    return scores().where(col("round").between(first, last));
  }

  /** Scores of all rounds that may count. */
  public Dataset<Row> scores() {
    Column counts = lit(false);
    for (Verifier verifier : verifiers.values()) {
      counts =
          counts.or(
              col("verifier")
                  .equalTo(verifier.name())
                  .and(col("verifier_version").equalTo(verifier.version())));
    }
    return tables.read(TableName.SCORES).where(counts);
  }

  /**
   * Rollouts with the verifier of their prompt and the status and reward that it gave them; both
   * are null where it gave none.
   *
   * @param rollouts with rollout_id and prompt_id
   * @param first round of the scores that are looked at, {@code last} likewise
   */
  public Dataset<Row> joined(Dataset<Row> rollouts, int first, int last) {
    return joined(rollouts, prompts(), first, last);
  }

  /** The same where only some prompts are of interest. */
  public Dataset<Row> joined(Dataset<Row> rollouts, Dataset<Row> prompts, int first, int last) {
    Dataset<Row> named = prompts.select("prompt_id", "verifier", "verifier_version");
    Dataset<Row> scores =
        scores(first, last)
            .select("rollout_id", "verifier", "verifier_version", "status", "reward");
    return rollouts
        .join(named, new String[] {"prompt_id"}, "left")
        .join(scores, KEY.toArray(String[]::new), "left");
  }

  /** Rollouts, joined with their verifier, that it has not scored. */
  static Dataset<Row> withoutScore(Tables tables, Dataset<Row> rollouts, Column rounds) {
    Dataset<Row> scored =
        tables
            .read(TableName.SCORES)
            .where(rounds)
            .select(KEY.stream().map(functions::col).toArray(Column[]::new));
    return rollouts.join(scored, KEY.toArray(String[]::new), "left_anti");
  }
}
