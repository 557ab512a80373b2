package io.souprl.jobs.run;

import io.souprl.jobs.table.PolicyVersion;

/**
 * The newest policy of this process. Tasks lease it; an old one is freed when its last lease ends.
 */
public final class PolicyCache {
  private static Entry current;

  private PolicyCache() {}

  /** A use of a policy, to be closed at the end of a task. */
  public static final class Lease implements AutoCloseable {
    private final Entry entry;

    private Lease(Entry entry) {
      this.entry = entry;
    }

    public LoadedPolicy policy() {
      return entry.policy;
    }

    @Override
    public void close() {
      release(entry);
    }
  }

  private static final class Entry {
    private final LoadedPolicy policy;
    private int leases;

    private Entry(LoadedPolicy policy) {
      this.policy = policy;
    }
  }

  /** Loads the policy unless it is here; concurrent tasks wait for one load. */
  public static synchronized Lease lease(PolicyVersion version) {
    if (current == null || !current.policy.contentHash().equals(version.contentHash())) {
      Entry old = current;
      current = new Entry(LoadedPolicy.load(version));
      if (old != null && old.leases == 0) {
        old.policy.close();
      }
    }
    current.leases++;
    return new Lease(current);
  }

  private static synchronized void release(Entry entry) {
    entry.leases--;
    if (entry.leases == 0 && entry != current) {
      entry.policy.close();
    }
  }
}
