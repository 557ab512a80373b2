package io.souprl.chat;

import java.util.Map;

/**
 * A template as jinjava renders it.
 *
 * @param template source for jinjava
 * @param constants variables that it names
 */
record Translation(String template, Map<String, Object> constants) {}
