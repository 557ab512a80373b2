package io.souprl.jobs.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.souprl.generation.FinishReason;
import io.souprl.generation.Generation;
import io.souprl.generation.GenerationRequest;
import io.souprl.random.CounterRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

/** Rows hold one number n: n samples are asked for, or the row is refused when it is negative. */
class TestAnsweredRows {
  private final List<Integer> read = new ArrayList<>();

  /** Answers each request with its first prompt token, reading this many requests ahead. */
  private static Function<Iterator<GenerationRequest>, Iterator<Generation>> echo(int ahead) {
    return requests ->
        new Iterator<>() {
          private final List<GenerationRequest> waiting = new ArrayList<>();

          @Override
          public boolean hasNext() {
            while (waiting.size() < ahead && requests.hasNext()) {
              waiting.add(requests.next());
            }
            return !waiting.isEmpty();
          }

          @Override
          public Generation next() {
            assertThat(hasNext()).isTrue();
            int token = waiting.remove(0).promptTokenIds()[0];
            if (token == 13) {
              throw new IllegalStateException("out of memory");
            }
            return new Generation(
                new int[] {token}, new float[1], new float[0], FinishReason.LENGTH, null);
          }
        };
  }

  private AnsweredRow ask(Row row) {
    int number = row.getInt(0);
    read.add(number);
    if (number < 0) {
      return AnsweredRow.refused(row, 2, "negative");
    }
    GenerationRequest request =
        new GenerationRequest(
            new int[] {number}, new int[0], 1, CounterRandom.of("test", 0, number));
    return AnsweredRow.asked(row, Collections.nCopies(number == 0 ? 1 : 2, request));
  }

  private Iterator<AnsweredRow> answered(int ahead, Integer... numbers) {
    Iterator<Row> rows = List.of(numbers).stream().map(RowFactory::create).iterator();
    return new AnsweredRows(rows, this::ask, echo(ahead), PolicyMeter.none());
  }

  private static List<String> texts(Iterator<AnsweredRow> rows) {
    List<String> texts = new ArrayList<>();
    rows.forEachRemaining(
        row ->
            texts.add(
                row.row().getInt(0)
                    + row.answers().stream()
                        .map(a -> a.error() == null ? "" + a.tokenIds()[0] : a.error())
                        .toList()
                        .toString()));
    return texts;
  }

  @Test
  void keepsTheOrderOfRowsAndSamplesHoweverFarTheGeneratorReadsAhead() {
    for (int ahead : new int[] {1, 2, 3, 100}) {
      assertThat(texts(answered(ahead, 5, 0, -1, 7, -2, -3)))
          .containsExactly(
              "5[5, 5]",
              "0[0]",
              "-1[negative, negative]",
              "7[7, 7]",
              "-2[negative, negative]",
              "-3[negative, negative]");
    }
  }

  @Test
  void answersRowsThatAreAllRefused() {
    assertThat(texts(answered(4, -1, -2)))
        .containsExactly("-1[negative, negative]", "-2[negative, negative]");
    assertThat(texts(answered(4))).isEmpty();
  }

  @Test
  void readsNoFurtherThanTheGeneratorWants() {
    Integer[] numbers = IntStream.rangeClosed(20, 90).boxed().toArray(Integer[]::new);
    Iterator<AnsweredRow> rows = answered(4, numbers);
    rows.next();
    assertThat(read).hasSizeBetween(1, 3).startsWith(20);
    rows.next();
    assertThat(read).hasSizeBetween(2, 4);
  }

  @Test
  void failsTheRowsInFlightAndGoesOnWithTheOthersWhenTheGeneratorThrows() {
    assertThat(texts(answered(3, 5, 13, 7, 8)))
        .containsExactly(
            "5[5, 5]",
            "13[java.lang.IllegalStateException: out of memory,"
                + " java.lang.IllegalStateException: out of memory]",
            "7[java.lang.IllegalStateException: out of memory,"
                + " java.lang.IllegalStateException: out of memory]",
            "8[8, 8]");
  }

  @Test
  void passesOnWhatTheSourceOfTheRowsThrows() {
    Iterator<Row> broken =
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            return true;
          }

          @Override
          public Row next() {
            throw new IllegalStateException("task killed");
          }
        };
    AnsweredRows rows = new AnsweredRows(broken, this::ask, echo(3), PolicyMeter.none());
    assertThatThrownBy(rows::next)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("task killed");
  }

  @Test
  void failsRowsThatTheGeneratorForgets() {
    Iterator<Row> rows = List.of(RowFactory.create(4)).iterator();
    Function<Iterator<GenerationRequest>, Iterator<Generation>> forgetful =
        requests -> {
          requests.next();
          return Collections.emptyIterator();
        };
    assertThat(texts(new AnsweredRows(rows, this::ask, forgetful, PolicyMeter.none())))
        .singleElement()
        .asString()
        .contains("Cannot answer: the generator ended before 1 rows had answers");
  }
}
