package io.souprl.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.souprl.error.InputException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the machinery does with records other than those of the product. */
class TestSchema {
  record WithList(
      @Key(value = "[1, 8]", doc = "Numbers.", min = 1) List<Integer> counts,
      @Key(value = "[]", doc = "Names.") List<String> names) {}

  record WithBareComponent(int bare) {}

  record WithDate(@Key(value = "1", doc = "A date.") java.time.Instant date) {}

  record WithBadDefault(@Key(value = "0", doc = "A number.", min = 1) int number) {}

  @Test
  void takesLists() {
    Schema schema = Schema.of(WithList.class);
    assertThat(bind(schema)).isEqualTo(new WithList(List.of(1, 8), List.of()));
    Record changed = bind(schema, "counts=[2,3]", "names=[a, 'b c']");
    assertThat(changed).isEqualTo(new WithList(List.of(2, 3), List.of("a", "b c")));
    assertThat(schema.values(changed))
        .isEqualTo(Map.of("counts", "[2, 3]", "names", "[\"a\", \"b c\"]"));
  }

  @Test
  void refusesWhatIsWrongInsideAList() {
    Schema schema = Schema.of(WithList.class);
    assertThatThrownBy(() -> bind(schema, "counts=[1, 0]"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "counts: 0 is out of range. Use a list, each element a whole number, 1 or more.");
    assertThatThrownBy(() -> bind(schema, "counts=5"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "counts: '5' is not a list. Use a list, each element a whole number, 1 or more.");
    assertThatThrownBy(() -> bind(schema, "names=[{a: 1}]"))
        .isInstanceOf(InputException.class)
        .hasMessage("names: a section is not text. Use a list, each element text.");
  }

  @Test
  void refusesComponentsThatAreNoKeys() {
    assertThatThrownBy(() -> Schema.of(WithBareComponent.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot read int bare: no @Key, no @Section");
    assertThatThrownBy(() -> Schema.of(WithDate.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot hold a configuration value in class java.time.Instant");
  }

  @Test
  void refusesDefaultsThatTheKeyDoesNotTake() {
    assertThatThrownBy(() -> bind(Schema.of(WithBadDefault.class)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("Cannot use the default of number: ")
        .hasMessageEndingWith("0 is out of range");
  }

  private static Record bind(Schema schema, String... overrides) {
    Problems problems = new Problems();
    Record record = Binder.bind(schema, Overrides.read(List.of(overrides), problems), problems);
    problems.throwIfAny();
    return record;
  }
}
