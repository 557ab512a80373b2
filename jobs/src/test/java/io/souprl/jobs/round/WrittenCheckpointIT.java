package io.souprl.jobs.round;

import io.souprl.checkpoint.WeightType;
import io.souprl.jobs.packaging.Launcher;
import io.souprl.model.OptimizerState;
import io.souprl.model.PolicyCheckpoint;
import io.souprl.model.PolicyWeights;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checkpoints of every family and storage type open in Python's safetensors. */
@Tag("slow")
class WrittenCheckpointIT {
  private static final Path GOLDEN = Launcher.ROOT.resolve("common/src/test/resources/golden/hf");

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "qwen2-tied, FLOAT32, F32",
    "qwen3-headdim-bf16, FLOAT32, F32",
    "llama3-untied-sharded, FLOAT32, F32",
    "llama3-untied-sharded, FLOAT16, F16",
    "qwen3-headdim-bf16, BFLOAT16, BF16"
  })
  void opensInPython(String name, WeightType type, String dtype) {
    Path source = GOLDEN.resolve(name);
    PolicyWeights weights = PolicyCheckpoint.read(source);
    Path written = folder.resolve("written");
    PolicyCheckpoint.write(written, weights, OptimizerState.fresh(weights.layout()), source, type);
    PythonSafetensors.assertReads(written, dtype);
  }
}
