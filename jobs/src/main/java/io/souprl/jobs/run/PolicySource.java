package io.souprl.jobs.run;

import io.souprl.jobs.table.PolicyVersion;
import java.io.Serializable;

/**
 * Which policy to load.
 *
 * @param uri its Hugging Face directory
 * @param contentHash SHA-256 that its weights must have
 */
public record PolicySource(String uri, String contentHash) implements Serializable {
  /** The files of a registered policy. */
  public static PolicySource of(PolicyVersion version) {
    return new PolicySource(version.uri(), version.contentHash());
  }
}
