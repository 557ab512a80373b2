package io.souprl.jobs.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.spark.package$;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds the files for clusters that the tests have not in step with the code. */
class TestKubernetesFiles {
  private static final Path FILES = Path.of("../submit/kubernetes");
  private static final Path CONF = Path.of("../conf");

  private static JsonNode yaml(String name) throws IOException {
    return new YAMLMapper().readTree(FILES.resolve(name).toFile());
  }

  @Test
  void theOperatorStartsAMainClassOfOurs() throws Exception {
    JsonNode spec = yaml("round.yaml").path("spec");
    Class<?> main = Class.forName(spec.path("mainClass").asText());
    assertThat(main.getMethod("main", String[].class)).isNotNull();
    assertThat(spec.path("sparkVersion").asText()).isEqualTo(package$.MODULE$.SPARK_VERSION());
    assertThat(spec.path("arguments")).extracting(JsonNode::asText).contains("--config", "--count");
    assertThat(Files.readString(FILES.resolve("Dockerfile")))
        .contains("apache/spark:" + package$.MODULE$.SPARK_VERSION() + "-")
        .contains("/opt/souprl/souprl.jar", "/opt/souprl/lib");
    assertThat(yaml("executor-pod.yaml").path("kind").asText()).isEqualTo("Pod");
  }

  @ParameterizedTest
  @ValueSource(strings = {"standalone", "yarn", "kubernetes"})
  void everyClusterHasWhatDecidesTheBits(String cluster) throws IOException {
    Properties properties = new Properties();
    try (var reader =
        Files.newBufferedReader(CONF.resolve("spark-defaults-" + cluster + ".conf"))) {
      properties.load(reader);
    }
    assertThat(properties)
        .containsEntry("spark.sql.adaptive.enabled", "false")
        .containsEntry("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
        .containsKeys("spark.sql.shuffle.partitions", "spark.executor.memoryOverhead");
    if (!cluster.equals("standalone")) {
      assertThat(properties).containsEntry("spark.submit.deployMode", "cluster");
    }
  }
}
