/**
 * Chat templates of Hugging Face checkpoints: messages to the text that the model was trained on.
 *
 * <p>The templates are written for Python's jinja2. Here jinjava runs them, whose operators,
 * filters and methods follow Java: so {@link io.souprl.chat.TemplateTranslator} first rewrites a
 * template until nothing of that is left, every operation being a call of {@link
 * io.souprl.chat.TemplateFunctions}, which follow Python. What they do not know is refused by name.
 */
package io.souprl.chat;
