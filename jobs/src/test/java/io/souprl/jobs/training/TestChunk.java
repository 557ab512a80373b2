package io.souprl.jobs.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.souprl.checkpoint.ModelConfig;
import io.souprl.jobs.TinyPolicy;
import io.souprl.model.ParameterLayout;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class TestChunk {
  private static final ParameterLayout LAYOUT =
      ParameterLayout.of(ModelConfig.read(TinyPolicy.directory()));

  @Property(tries = 200)
  void groupsHaveAllChunksInOrderAndAsManyAsFit(
      @ForAll @IntRange(min = 1, max = 5000) int chunkSize,
      @ForAll @IntRange(min = 1, max = 20_000) int elements) {
    List<Chunk> chunks = Chunk.of(LAYOUT, chunkSize);
    List<List<Chunk>> groups = Chunk.groups(chunks, elements);
    assertThat(groups.stream().flatMap(List::stream).toList()).isEqualTo(chunks);
    for (int i = 0; i < groups.size(); i++) {
      List<Chunk> group = groups.get(i);
      assertThat(group.size() == 1 || size(group) <= elements).isTrue();
      if (i > 0) {
        assertThat(size(groups.get(i - 1)) + group.get(0).size()).isGreaterThan(elements);
      }
    }
  }

  @Property(tries = 50)
  void chunksJoinToWhatTheyWereCutFrom(@ForAll @IntRange(min = 1, max = 5000) int chunkSize) {
    float[][] values = LAYOUT.zeros();
    float next = 0;
    for (float[] parameter : values) {
      for (int i = 0; i < parameter.length; i++) {
        parameter[i] = next++;
      }
    }
    List<Chunk> chunks = Chunk.of(LAYOUT, chunkSize);
    assertThat(Chunk.joined(chunks, LAYOUT, index -> chunks.get(index).cut(values)))
        .isDeepEqualTo(values);
    assertThat(chunks)
        .allSatisfy(
            chunk -> assertThat(chunk.view(values).values()).containsExactly(chunk.cut(values)));
  }

  private static long size(List<Chunk> group) {
    return group.stream().mapToLong(Chunk::size).sum();
  }
}
