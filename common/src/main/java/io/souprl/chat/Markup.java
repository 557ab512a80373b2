package io.souprl.chat;

/**
 * What the filter {@code safe} gives. Python's Markup escapes the texts that it is added to, so
 * that nothing but writing it out or joining it with {@code ~} is known here.
 */
record Markup(String text) {}
