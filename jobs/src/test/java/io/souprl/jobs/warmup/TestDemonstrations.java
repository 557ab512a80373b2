package io.souprl.jobs.warmup;

import static org.assertj.core.api.Assertions.assertThat;

import io.souprl.config.SoupConfig;
import io.souprl.config.WarmupConfig;
import io.souprl.jobs.LocalSpark;
import io.souprl.model.TokenSequence;
import io.souprl.random.CounterRandom;
import io.souprl.training.TrainingExample;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestDemonstrations {
  private static final long SEED = 5;
  private static final int ROWS = 7;

  @Property(tries = 50)
  void anEpochHasEveryPlaceOnceInTheOrderOfTheHash(
      @ForAll @IntRange(max = 500) int rows, @ForAll @IntRange(max = 9) int epoch) {
    int[] places = Demonstrations.places(rows, SEED, epoch);
    long[] hashes = new long[rows];
    for (int row = 0; row < rows; row++) {
      hashes[places[row]] = CounterRandom.hash("warm-up-order", SEED, epoch, (long) row);
    }
    assertThat(hashes).isSorted().doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void everyEpochTakesEveryRowOnceWhateverThePartitions(int partitions) {
    List<TrainingExample> examples = examples(partitions);
    assertThat(examples.stream().map(example -> example.step() * 3 + example.slot()))
        .containsExactlyElementsOf(IntStream.range(0, 2 * ROWS).boxed().toList());
    int[] first = rows(examples.subList(0, ROWS));
    int[] second = rows(examples.subList(ROWS, 2 * ROWS));
    assertThat(Arrays.stream(first).sorted()).containsExactly(0, 1, 2, 3, 4, 5, 6);
    assertThat(Arrays.stream(second).sorted()).containsExactly(0, 1, 2, 3, 4, 5, 6);
    assertThat(second).isNotEqualTo(first);
    assertThat(first).isEqualTo(rows(examples(1).subList(0, ROWS)));
  }

  private static List<TrainingExample> examples(int partitions) {
    WarmupConfig config =
        SoupConfig.parse("", List.of("warmup.batch-size=3", "warmup.epochs=2")).warmup();
    List<TokenSequence> sequences =
        IntStream.range(0, ROWS)
            .mapToObj(row -> TokenSequence.of(new int[] {row}, new int[] {99}))
            .toList();
    JavaRDD<TokenSequence> rows =
        JavaSparkContext.fromSparkContext(LocalSpark.session().sparkContext())
            .parallelize(sequences, partitions);
    return Demonstrations.examples(rows, config, SEED).collect().stream()
        .sorted(TrainingExample.ORDER)
        .toList();
  }

  private static int[] rows(List<TrainingExample> examples) {
    return examples.stream().mapToInt(example -> example.tokenIds()[0]).toArray();
  }
}
