package io.souprl.batch;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;

/** Shuffles ids by a hash of each, so that the result does not depend on their order. */
public final class HashOrder {
  private HashOrder() {}

  /** The ids by rising hash, and by id where hashes are equal. */
  public static <T extends Comparable<T>> List<T> of(Collection<T> ids, ToLongFunction<T> hash) {
    List<Hashed<T>> hashed = new ArrayList<>(ids.size());
    for (T id : ids) {
      hashed.add(new Hashed<>(hash.applyAsLong(id), id));
    }
    Comparator<Hashed<T>> byHash = Comparator.comparingLong(Hashed::hash);
    hashed.sort(byHash.thenComparing(Hashed::id));
    return hashed.stream().map(Hashed::id).toList();
  }

  private record Hashed<T>(long hash, T id) {}
}
