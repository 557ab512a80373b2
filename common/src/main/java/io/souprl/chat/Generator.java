package io.souprl.chat;

import java.util.Iterator;

/**
 * A sequence that can be gone over once, as Python's generators: filters like {@code map} give one.
 *
 * @param items what is left
 */
record Generator(Iterator<Object> items) {}
