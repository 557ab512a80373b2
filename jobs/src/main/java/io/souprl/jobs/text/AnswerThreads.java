package io.souprl.jobs.text;

import io.souprl.generation.Generation;
import io.souprl.generation.GenerationRequest;
import io.souprl.generation.GenerationStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;

/**
 * Threads that answer prompts, each with a generator of its own; prompt i goes to thread i modulo
 * their number, so that the plan does not depend on their speed.
 */
final class AnswerThreads implements AutoCloseable {
  private final List<Worker> workers = new ArrayList<>();
  private long asked;
  private long answered;

  /**
   * @param generator called on each thread
   * @param ahead prompts that wait for a thread at most
   */
  AnswerThreads(
      int threads, int ahead, Function<Iterator<GenerationRequest>, GenerationStream> generator) {
    for (int i = 0; i < threads; i++) {
      workers.add(new Worker("generate-" + i, ahead, generator));
    }
    workers.forEach(Worker::start);
  }

  /** Asks for the samples of a prompt; waits while its thread has enough to do. */
  void ask(List<GenerationRequest> samples) {
    worker(asked).put(Optional.of(samples));
    asked++;
  }

  /** Says that nothing more is asked. */
  void end() {
    workers.forEach(worker -> worker.put(Optional.empty()));
  }

  /** Whether {@link #next} would not wait. */
  boolean ready() {
    return answered < asked && !worker(answered).answers.isEmpty();
  }

  /** The samples of the oldest prompt that was asked for and has not been answered here. */
  List<Generation> next() {
    List<Generation> answers = worker(answered).take();
    answered++;
    return answers;
  }

  private Worker worker(long prompt) {
    return workers.get((int) (prompt % workers.size()));
  }

  @Override
  public void close() {
    workers.forEach(Thread::interrupt);
    for (Worker worker : workers) {
      waiting(
          () -> {
            worker.join();
            return null;
          });
    }
  }

  private interface Waiting<T> {
    T run() throws InterruptedException;
  }

  private static <T> T waiting(Waiting<T> work) {
    try {
      return work.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Cannot generate: the thread was interrupted", e);
    }
  }

  /** What a thread has for one prompt: samples, or what it failed with. */
  private record Answer(List<Generation> samples, Throwable failure) {}

  private static final class Worker extends Thread implements Iterator<GenerationRequest> {
    private final Function<Iterator<GenerationRequest>, GenerationStream> generator;
    private final BlockingQueue<Optional<List<GenerationRequest>>> questions;
    private final BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
    private final Deque<Integer> open = new ArrayDeque<>(); // samples of the prompts taken
    private Iterator<GenerationRequest> current = Collections.emptyIterator();
    private boolean ended;

    Worker(
        String name, int ahead, Function<Iterator<GenerationRequest>, GenerationStream> generator) {
      super(name);
      setDaemon(true);
      this.generator = generator;
      this.questions = new ArrayBlockingQueue<>(ahead);
    }

    void put(Optional<List<GenerationRequest>> samples) {
      waiting(
          () -> {
            questions.put(samples);
            return null;
          });
    }

    List<Generation> take() {
      Answer answer = waiting(answers::take);
      if (answer.failure != null) {
        throw new IllegalStateException("Cannot generate: a thread failed", answer.failure);
      }
      return answer.samples;
    }

    @Override
    public void run() {
      try (GenerationStream stream = generator.apply(this)) {
        while (stream.hasNext()) {
          int count = open.remove();
          List<Generation> samples = new ArrayList<>(count);
          for (int i = 0; i < count; i++) {
            samples.add(stream.next());
          }
          answers.add(new Answer(samples, null));
        }
      } catch (RuntimeException | Error e) {
        if (!isInterrupted()) {
          failAll(e);
        }
      }
    }

    /** Takes all questions, so that nobody waits for room, and gives the failure for each. */
    private void failAll(Throwable failure) {
      while (!open.isEmpty()) {
        open.remove();
        answers.add(new Answer(List.of(), failure));
      }
      while (!ended) {
        ended = waiting(questions::take).isEmpty();
        answers.add(new Answer(List.of(), failure));
      }
    }

    @Override
    public boolean hasNext() {
      while (!ended && !current.hasNext()) {
        Optional<List<GenerationRequest>> samples = waiting(questions::take);
        ended = samples.isEmpty();
        samples.ifPresent(
            some -> {
              open.add(some.size());
              current = some.iterator();
            });
      }
      return current.hasNext();
    }

    @Override
    public GenerationRequest next() {
      return hasNext() ? current.next() : Collections.<GenerationRequest>emptyIterator().next();
    }
  }
}
