package io.souprl.jobs.text;

import com.fasterxml.jackson.databind.JsonNode;
import io.souprl.checkpoint.ModelConfig;
import io.souprl.generation.Generation;
import io.souprl.generation.GenerationRequest;
import io.souprl.generation.GenerationSettings;
import io.souprl.generation.Generator;
import io.souprl.random.CounterRandom;
import io.souprl.tokenizer.DecodeSpecials;
import io.souprl.tokenizer.EncodeSpecials;
import io.souprl.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers prompts: {@code {id, prompt | prompt_token_ids | messages, tools}} to {@code {id,
 * sample_index, token_ids, text, logprobs, finish_reason}}. Sample i of a prompt depends on the
 * seed, its id and i alone.
 */
public final class TextGeneration {
  private static final Logger LOG = LoggerFactory.getLogger(TextGeneration.class);
  private static final String PURPOSE = "generate";

  private final Tokenizer tokenizer;
  private final ChatPrompts chats;
  private final ModelConfig model;
  private final GenerationOptions options;

  private TextGeneration(
      Tokenizer tokenizer, ChatPrompts chats, ModelConfig model, GenerationOptions options) {
    this.tokenizer = tokenizer;
    this.chats = chats;
    this.model = model;
    this.options = options;
  }

  /**
   * Writes the answers of a checkpoint.
   *
   * @throws io.souprl.error.InputException before any work when options, files or checkpoint are
   *     wrong
   */
  public static void run(Path checkpoint, TextFiles files, GenerationOptions options) {
    options.check();
    files.checkOutput();
    ModelConfig model = TextPolicy.config(checkpoint);
    try (Tokenizer tokenizer = Tokenizer.load(checkpoint)) {
      TextGeneration generation =
          new TextGeneration(tokenizer, new ChatPrompts(checkpoint), model, options);
      long lines = files.lines().check(generation::prompt);
      try (TextPolicy policy = TextPolicy.load(checkpoint);
          OutputLines output = files.openOutput()) {
        generation.answer(policy, files.lines(), lines, output);
        output.commit();
      }
    }
  }

  private void answer(TextPolicy policy, InputLines lines, long total, OutputLines output) {
    Generator generator =
        new Generator(
            policy.decoder(),
            GenerationSettings.full(options.temperature(), options.sequencesPerBatch()));
    List<Sample> batch = new ArrayList<>();
    long[] done = new long[1];
    lines.forEach(
        line -> {
          int[] prompt = prompt(line);
          for (int i = 0; i < options.samples(); i++) {
            batch.add(sample(line.id(), i, prompt));
          }
          done[0]++;
          if (batch.size() >= options.sequencesPerBatch() || done[0] == total) {
            write(generator, batch, output);
            batch.clear();
            LOG.info("generate: {}/{} prompts", done[0], total);
          }
        });
  }

  private record Sample(JsonNode id, int index, GenerationRequest request) {}

  private Sample sample(JsonNode id, int index, int[] prompt) {
    return new Sample(
        id,
        index,
        new GenerationRequest(
            prompt,
            new int[0],
            options.room(prompt.length, model.maximumPositions()),
            CounterRandom.of(PURPOSE, options.seed(), id.asText(), index)));
  }

  private void write(Generator generator, List<Sample> batch, OutputLines output) {
    List<Generation> answers = generator.generate(batch.stream().map(Sample::request).toList());
    for (int i = 0; i < answers.size(); i++) {
      Generation answer = answers.get(i);
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("id", batch.get(i).id());
      fields.put("sample_index", batch.get(i).index());
      fields.put("token_ids", answer.tokenIds());
      fields.put("text", tokenizer.decode(answer.tokenIds(), DecodeSpecials.SKIP));
      fields.put("logprobs", answer.logprobs());
      fields.put("finish_reason", answer.finishReason().text());
      output.write(fields);
    }
  }

  private int[] prompt(InputLine line) {
    int[] tokens = tokens(line);
    if (tokens.length == 0) {
      throw line.refused("the prompt has no tokens", "Give a prompt of at least one.");
    }
    int room = options.room(tokens.length, model.maximumPositions());
    if (room < 1 || tokens.length + room > model.maximumPositions()) {
      throw line.refused(
          "a prompt of %d tokens and an answer of %d do not fit the context of %d (max_position_embeddings)"
              .formatted(tokens.length, Math.max(1, room), model.maximumPositions()),
          "Shorten the prompt, or lower --max-tokens.");
    }
    return tokens;
  }

  private int[] tokens(InputLine line) {
    List<String> given =
        Stream.of("prompt", "prompt_token_ids", "messages").filter(line::has).toList();
    if (given.size() != 1) {
      throw line.refused(
          "it takes one of prompt, prompt_token_ids and messages", "Give exactly one of them.");
    }
    if (line.has("tools") && !line.has("messages")) {
      throw line.refused("it has tools without messages", "Give the question as messages.");
    }
    return switch (given.get(0)) {
      case "prompt" -> tokenizer.encode(line.text("prompt"), EncodeSpecials.ADD);
      case "messages" -> tokenizer.encode(chats.text(line), EncodeSpecials.OMIT);
      default -> line.tokenIds("prompt_token_ids", model.vocabularySize());
    };
  }
}
