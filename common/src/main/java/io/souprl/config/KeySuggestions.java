package io.souprl.config;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Which known keys an unknown one may stand for. */
final class KeySuggestions {
  private static final int MOST = 3;

  private final List<String> keys;
  private final List<String> sections;

  KeySuggestions(List<String> keys, List<String> sections) {
    this.keys = keys;
    this.sections = sections;
  }

  /**
   * Another spelling of the same words first, then a slip of the pen, then the right name in the
   * wrong section, then a slip in that.
   */
  List<String> of(String unknown) {
    String bare = Nearest.bare(unknown);
    List<String> spelling = known().filter(key -> Nearest.bare(key).equals(bare)).toList();
    if (!spelling.isEmpty()) {
      return spelling;
    }
    Optional<String> slip = Nearest.to(unknown, known().toList());
    if (slip.isPresent()) {
      return List.of(slip.get());
    }
    String name = Nearest.bare(lastPart(unknown));
    List<String> elsewhere = named(name, unknown);
    if (!elsewhere.isEmpty()) {
      return elsewhere;
    }
    List<String> names = keys.stream().map(key -> Nearest.bare(lastPart(key))).toList();
    return Nearest.to(name, names).map(near -> named(near, unknown)).orElse(List.of());
  }

  private Stream<String> known() {
    return Stream.concat(keys.stream(), sections.stream());
  }

  private List<String> named(String bareName, String unknown) {
    return keys.stream()
        .filter(key -> Nearest.bare(lastPart(key)).equals(bareName))
        .sorted(Comparator.comparingInt(key -> Nearest.edits(unknown, key)))
        .limit(MOST)
        .toList();
  }

  private static String lastPart(String path) {
    return path.substring(path.lastIndexOf('.') + 1);
  }
}
