package io.souprl.jobs.table;

import java.io.Serializable;

/**
 * A registered policy.
 *
 * @param version 0 is the base
 * @param uri its Hugging Face directory
 * @param contentHash SHA-256 of its weights
 */
public record PolicyVersion(int version, String uri, String contentHash) implements Serializable {}
