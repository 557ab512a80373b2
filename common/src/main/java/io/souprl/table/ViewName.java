package io.souprl.table;

import java.util.Locale;

/** The views over the tables of a run. Their queries are in {@code views/<name>.sql}. */
public enum ViewName {
  ROUND_SUMMARY,
  PROMPT_DIFFICULTY,
  PREFIX_LINEAGE,
  TRAINING_CURVE,
  PASS_AT_K,
  EXPLORATION,
  VERIFIER_DISAGREEMENT;

  /** The name in SQL. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The query, over tables by their {@link TableName#text() names}. */
  public String query() {
    return TableName.resource("views/" + text() + ".sql");
  }
}
