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
  public static List<String> of(Collection<String> ids, ToLongFunction<String> hash) {
    List<Hashed> hashed = new ArrayList<>(ids.size());
    for (String id : ids) {
      hashed.add(new Hashed(hash.applyAsLong(id), id));
    }
    hashed.sort(Comparator.comparingLong(Hashed::hash).thenComparing(Hashed::id));
    return hashed.stream().map(Hashed::id).toList();
  }

  private record Hashed(long hash, String id) {}
}
