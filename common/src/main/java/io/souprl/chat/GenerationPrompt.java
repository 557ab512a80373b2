package io.souprl.chat;

/** Whether a rendered conversation ends with the opening of the answer that is to come. */
public enum GenerationPrompt {
  /** Open the answer: what a model is to continue. */
  ADD,
  /** End with the last message: what a model is trained on. */
  OMIT
}
