package io.souprl.model;

import java.util.List;
import java.util.Optional;

/**
 * What a family's attention block consists of, by the names of its modules below {@code
 * model.layers.N.}; a tensor's name is that of its module with {@code .weight} or {@code .bias}
 * behind it. All else is the same in every family: see {@link ParameterLayout}.
 *
 * @param projections modules of the query, key and value projections, which become one product
 * @param output module of the output projection
 * @param biases which of the four projections have biases
 * @param headNorms modules of the RMSNorms that every head's queries and keys pass through before
 *     the rotation, if the family has them; each norm's gain is one head wide
 */
public record AttentionTensors(
    QueryKeyValue projections, String output, Biases biases, Optional<QueryKey> headNorms) {
  /** Names of three modules. */
  public record QueryKeyValue(String query, String key, String value) {
    List<String> all() {
      return List.of(query, key, value);
    }
  }

  /** Names of two modules. */
  public record QueryKey(String query, String key) {}

  /** Which projections have biases. */
  public enum Biases {
    NONE,
    QUERY_KEY_VALUE,
    ALL
  }
}
