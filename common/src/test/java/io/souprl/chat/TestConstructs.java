package io.souprl.chat;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TestConstructs {
  @Test
  void explore() {
    JsonNode file = JinjaCases.json("constructs.json");
    Map<String, Object> variables = new LinkedHashMap<>();
    file.get("variables").fields().forEachRemaining(f -> variables.put(f.getKey(), Json.value(f.getValue())));
    StringBuilder out = new StringBuilder();
    for (JsonNode c : file.get("constructs")) {
      String source = c.get("template").asText();
      String got;
      boolean failed = false;
      try {
        got = TemplateRenderer.of(source, variables.keySet(), Clock.systemUTC()).render(variables);
      } catch (TemplateFailure e) {
        got = e.getMessage();
        failed = true;
      } catch (Throwable e) {
        got = "THROWN " + e;
      }
      String want = c.has("expected") ? c.get("expected").asText() : null;
      if (want == null && failed) {
        out.append("BOTH    ").append(esc(source)).append("   ").append(c.get("error").asText()).append("   <>  ").append(esc(got)).append("\n");
      } else if (want != null && failed) {
        out.append("REFUSED ").append(esc(source)).append("   ").append(esc(want)).append("   <>  ").append(esc(got)).append("\n");
      } else if (want == null || !want.equals(got)) {
        out.append("WRONG   ").append(esc(source)).append("   ").append(want == null ? c.get("error").asText() : esc(want)).append("   <>  ").append(esc(got)).append("\n");
      }
    }
    try { java.nio.file.Files.writeString(java.nio.file.Path.of("/tmp/jj/out.txt"), out.toString()); } catch (Exception e) { throw new RuntimeException(e); }
    assertThat(out).isNotNull();
  }
  static String esc(String s) { return s.replace("\n", "⏎"); }
}
