package io.souprl.config;

import io.souprl.error.InputErrors;
import io.souprl.error.InputException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Collects everything that is wrong with a configuration, so that all of it is reported at once.
 */
final class Problems {
  private final Set<String> messages = new LinkedHashSet<>();
  private final Set<String> doubtfulKeys = new HashSet<>();
  private final List<Exception> causes = new ArrayList<>();

  void add(String where, String problem, String fix) {
    messages.add(InputErrors.of(where, problem, fix).getMessage());
  }

  void add(String where, InputException problem) {
    messages.add(InputErrors.at(where, problem).getMessage());
  }

  void add(String where, String problem, String fix, Exception cause) {
    add(where, problem, fix);
    causes.add(cause);
  }

  /** Marks keys whose value is not what the user meant, so that no check builds upon it. */
  void doubt(Collection<String> keys) {
    doubtfulKeys.addAll(keys);
  }

  boolean trusts(Collection<String> keys) {
    return keys.stream().noneMatch(doubtfulKeys::contains);
  }

  /** Throws one {@link InputException} with all problems, if there are any. */
  void throwIfAny() {
    if (messages.isEmpty()) {
      return;
    }
    InputException exception = InputErrors.all(List.copyOf(messages));
    causes.forEach(exception::addSuppressed);
    throw exception;
  }
}
