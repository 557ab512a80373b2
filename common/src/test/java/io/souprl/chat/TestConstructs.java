package io.souprl.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Templates of one construct each: rendered as jinja2 renders them, or refused. */
class TestConstructs {
  private static final JsonNode FILE = JinjaCases.json("constructs.json");

  @Test
  void rendersWhatItRendersAsJinja2Does() {
    List<String> different = new ArrayList<>();
    int same = 0;
    for (JsonNode construct : FILE.get("constructs")) {
      Outcome outcome = Outcome.of(construct.get("template").asText());
      String expected = construct.path("expected").textValue();
      if (outcome.text() != null && outcome.text().equals(expected)) {
        same++;
      } else if (outcome.text() != null) {
        different.add(
            "%s gives %s, not %s".formatted(construct.get("template"), outcome.text(), expected));
      }
    }
    assertThat(different).isEmpty();
    assertThat(same).isGreaterThan(700);
  }

  @Test
  void refusesOnlyTheListedOnesOfThoseThatJinja2Renders() {
    Map<String, String> refused = new TreeMap<>();
    for (JsonNode construct : FILE.get("constructs")) {
      Outcome outcome = Outcome.of(construct.get("template").asText());
      if (outcome.text() == null && construct.has("expected")) {
        refused.put(construct.get("template").asText(), outcome.refusal());
      }
    }
    Map<String, String> listed = new TreeMap<>();
    JinjaCases.json("refused.json")
        .fields()
        .forEachRemaining(field -> listed.put(field.getKey(), field.getValue().asText()));
    assertThat(refused).containsExactlyInAnyOrderEntriesOf(listed);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "a\\n{% nosuch %} ! line 2: the statement nosuch is not known",
        "{{ text | nosuch }} ! line 1: the filter nosuch is not known",
        "{{ text is nosuch }} ! line 1: the test nosuch is not known",
        "\\n\\n{{ nosuch(1) }} ! line 3: the function nosuch is not known",
        "{{ text.getClass() }} ! line 1: the method getClass is not known",
        "{{ yes ? 1 : 2 }} ! line 1: the character ? is not expected",
        "{{ 5 mod 3 }} ! line 1: mod is not expected",
        "{% if yes %}\\n{% for i in items %} ! line 2: else or endfor is missing",
        "{{ missing.x }} ! it reads x of an undefined value",
        "{{ 'a' + 1 }} ! + is given values of the types str and int",
        "{{ 1 < 'a' }} ! a comparison is given values of the types int and str",
      })
  void saysWhatItRefusesAndWhere(String template, String message) {
    assertThatThrownBy(() -> render(template.replace("\\n", "\n")))
        .isInstanceOf(TemplateFailure.class)
        .hasMessage(message);
  }

  private record Outcome(String text, String refusal) {
    static Outcome of(String template) {
      try {
        return new Outcome(render(template), null);
      } catch (TemplateFailure e) {
        return new Outcome(null, e.getMessage());
      }
    }
  }

  private static String render(String template) {
    Map<String, Object> variables = new LinkedHashMap<>();
    FILE.get("variables")
        .fields()
        .forEachRemaining(field -> variables.put(field.getKey(), Json.value(field.getValue())));
    return TemplateRenderer.of(template, variables.keySet(), Clock.systemUTC()).render(variables);
  }
}
