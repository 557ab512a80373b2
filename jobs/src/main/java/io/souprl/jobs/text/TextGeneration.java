package io.souprl.jobs.text;

import com.fasterxml.jackson.databind.JsonNode;
import io.souprl.chat.ChatPrompts;
import io.souprl.chat.Conversation;
import io.souprl.checkpoint.ModelConfig;
import io.souprl.generation.Generation;
import io.souprl.generation.GenerationRequest;
import io.souprl.generation.GenerationSettings;
import io.souprl.generation.Generator;
import io.souprl.generation.PromptRequests;
import io.souprl.generation.Sampling;
import io.souprl.generation.StopCondition;
import io.souprl.tokenizer.DecodeSpecials;
import io.souprl.tokenizer.EncodeSpecials;
import io.souprl.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Answers prompts: {@code {id, prompt | prompt_token_ids | messages, tools}} to {@code {id,
 * sample_index, token_ids, text, logprobs, finish_reason}}. Sample i of a prompt depends on the
 * seed, its id and i alone.
 */
public final class TextGeneration {
  private final Tokenizer tokenizer;
  private final ChatPrompts chats;
  private final ModelConfig model;
  private final GenerationOptions options;
  private final StopStrings stopStrings;

  private TextGeneration(
      Tokenizer tokenizer, ChatPrompts chats, ModelConfig model, GenerationOptions options) {
    this.tokenizer = tokenizer;
    this.chats = chats;
    this.model = model;
    this.options = options;
    this.stopStrings = new StopStrings(tokenizer, options.stop().strings());
  }

  /**
   * Writes the answers of a checkpoint.
   *
   * @throws io.souprl.error.InputException before any work when options, files, checkpoint or all
   *     lines are wrong; after it when some lines are: their output says what is
   */
  public static void run(Path checkpoint, TextFiles files, GenerationOptions options) {
    options.check();
    files.checkOutput();
    ModelConfig model = TextPolicy.config(checkpoint);
    CheckedLines checked;
    try (Tokenizer tokenizer = Tokenizer.load(checkpoint)) {
      TextGeneration generation =
          new TextGeneration(tokenizer, new ChatPrompts(checkpoint), model, options);
      checked = files.lines().check(generation::prompt);
      try (TextPolicy policy = TextPolicy.load(checkpoint, options.engine().type());
          OutputLines output = files.openOutput()) {
        generation.answer(policy, files.lines(), checked, output);
        output.commit();
      }
    }
    checked.requireAllGood();
  }

  private void answer(
      TextPolicy policy, InputLines lines, CheckedLines checked, OutputLines output) {
    GenerationSettings settings =
        new GenerationSettings(
            new Sampling(
                options.distribution().temperature(),
                options.distribution().topK(),
                options.distribution().topP(),
                options.distribution().minP()),
            options.engine().sequencesPerBatch(),
            options.engine().cacheTokens());
    StopCondition stop =
        StopCondition.atTokens(
                options.stop().tokenIds().stream().mapToInt(Integer::intValue).toArray())
            .or(stopStrings);
    int ahead = 1 + 2 * settings.sequencesPerBatch() / options.samples();
    try (AnswerThreads threads =
        new AnswerThreads(
            options.engine().threads(),
            ahead,
            requests ->
                new Generator(policy.decoder(), settings, stop, tokens -> {}).generate(requests))) {
      AnswerLines answers = new AnswerLines(threads, output, this::fields, checked.goodLines());
      lines.forEach(checked, line -> answers.ask(line.id(), requests(line)), answers::refuse);
      answers.finish();
    }
  }

  private List<GenerationRequest> requests(InputLine line) {
    int[] prompt = prompt(line);
    return PromptRequests.of(
        prompt, room(prompt.length), options.samples(), options.seed(), line.id().asText());
  }

  private int room(int promptLength) {
    return options
        .maxTokens()
        .orElseGet(() -> PromptRequests.room(promptLength, model.maximumPositions()));
  }

  private Map<String, Object> fields(JsonNode id, int index, Generation answer) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("id", id);
    fields.put("sample_index", index);
    fields.put("token_ids", answer.tokenIds());
    fields.put("text", stopStrings.cut(tokenizer.decode(answer.tokenIds(), DecodeSpecials.SKIP)));
    fields.put("logprobs", answer.logprobs());
    fields.put("finish_reason", answer.finishReason().text());
    if (answer.error() != null) {
      fields.put("error", answer.error());
    }
    return fields;
  }

  private int[] prompt(InputLine line) {
    int[] tokens = tokens(line);
    if (tokens.length == 0) {
      throw line.refused("the prompt has no tokens", "Give a prompt of at least one.");
    }
    int room = room(tokens.length);
    if (tokens.length + room > model.maximumPositions()) {
      throw line.refused(
          "a prompt of %d tokens and an answer of %d do not fit the context of %d (max_position_embeddings)"
              .formatted(tokens.length, room, model.maximumPositions()),
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
      case "messages" -> tokenizer.encode(chats.text(conversation(line)), EncodeSpecials.OMIT);
      default -> line.tokenIds("prompt_token_ids", model.vocabularySize());
    };
  }

  private static Conversation conversation(InputLine line) {
    return Conversation.read(line.where(), line.present("messages"), line.object().get("tools"));
  }
}
