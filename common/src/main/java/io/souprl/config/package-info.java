/**
 * The configuration of a run: YAML with kebab-case keys, read into records.
 *
 * <p>A key, its default, its range and its documentation stand together in the {@code @Key} of a
 * record component. Reading, checking, writing and the reference page all follow from that.
 */
package io.souprl.config;
