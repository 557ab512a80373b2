package io.souprl.chat;

import java.util.List;

/**
 * A macro that can be called.
 *
 * @param variable its name in the translation
 * @param parameters in order
 */
record Macro(String variable, List<String> parameters) {}
