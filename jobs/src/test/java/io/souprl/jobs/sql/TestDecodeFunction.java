package io.souprl.jobs.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.souprl.jobs.LocalSpark;
import io.souprl.tokenizer.EncodeSpecials;
import io.souprl.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestDecodeFunction {
  private static final Path GOLDEN =
      Path.of("../common/src/test/resources/golden/hf/qwen2-tied").toAbsolutePath().normalize();

  @TempDir private Path folder;
  private final SparkSession session = LocalSpark.session().newSession();

  TestDecodeFunction() {
    DecodeFunction.register(session);
  }

  private String decoded(String ids, String checkpoint) {
    return session
        .sql("SELECT souprl_decode(%s, %s)".formatted(ids, checkpoint))
        .first()
        .getString(0);
  }

  @Test
  void decodesByTheTokenizerOfADirectoryWithoutWeights() throws IOException {
    Files.copy(GOLDEN.resolve("tokenizer.json"), folder.resolve("tokenizer.json"));
    String ids;
    try (Tokenizer tokenizer = Tokenizer.load(GOLDEN)) {
      ids = "ARRAY" + Arrays.toString(tokenizer.encode("2+2=", EncodeSpecials.OMIT));
    }
    ids = ids.replace('[', '(').replace(']', ')');
    assertThat(decoded(ids, "'" + GOLDEN.toUri() + "'")).isEqualTo("2+2=");
    assertThat(decoded(ids, "'" + folder + "'")).isEqualTo("2+2=");
  }

  @Test
  void isNullWhereAnArgumentIs() {
    assertThat(decoded("NULL", "'" + GOLDEN + "'")).isNull();
    assertThat(decoded("ARRAY(1)", "NULL")).isNull();
  }

  @Test
  void namesADirectoryWithoutATokenizer() {
    assertThatThrownBy(() -> decoded("ARRAY(1)", "'" + folder + "'"))
        .rootCause()
        .hasMessageContaining(folder + ": there is no tokenizer.json");
  }
}
