package io.souprl.jobs.run;

import ai.djl.Device;
import io.souprl.jobs.table.PolicyVersion;
import io.souprl.model.ComputeType;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One policy a device in this process, loaded once for all tasks. Tasks lease it. It stays when no
 * task does, as the next stage is likely to want it again; it is freed when another policy takes
 * its place or the application ends ({@link PolicyRelease}), but never under a task.
 *
 * <p>A job whose tasks put two policies to work on one device loads them by turns: write the
 * answers of one before asking the other.
 */
public final class PolicyCache {
  private static final Map<Device, Slot> SLOTS = new ConcurrentHashMap<>();

  private PolicyCache() {}

  /** A use of a policy, to be closed at the end of a task. */
  public static final class Lease implements AutoCloseable {
    private final Slot slot;
    private final Entry entry;

    private Lease(Slot slot, Entry entry) {
      this.slot = slot;
      this.entry = entry;
    }

    public LoadedPolicy policy() {
      return entry.policy;
    }

    @Override
    public void close() {
      slot.release(entry);
    }
  }

  /** A registered policy in float32, on the device of the task that calls. */
  public static Lease lease(PolicyVersion version) {
    return lease(PolicySource.of(version), ComputeType.FLOAT32);
  }

  /** A policy on the device of the task that calls; concurrent tasks wait for one load. */
  public static Lease lease(PolicySource source, ComputeType type) {
    return SLOTS.computeIfAbsent(DevicePlacement.ofTask(), Slot::new).lease(source, type);
  }

  /** Frees all policies, those that tasks still use when the last of them ends. */
  public static void clear() {
    SLOTS.values().forEach(Slot::clear);
  }

  private static final class Entry {
    private final ComputeType type;
    private final LoadedPolicy policy;
    private int leases;

    private Entry(ComputeType type, LoadedPolicy policy) {
      this.type = type;
      this.policy = policy;
    }

    private boolean is(PolicySource source, ComputeType wanted) {
      return policy.contentHash().equals(source.contentHash()) && type == wanted;
    }
  }

  /** What is on one device. */
  private static final class Slot {
    private final Device device;
    private Entry current;

    private Slot(Device device) {
      this.device = device;
    }

    private synchronized Lease lease(PolicySource source, ComputeType type) {
      if (current == null || !current.is(source, type)) {
        clear(); // first, so that an idle policy makes room for the new one
        current = new Entry(type, LoadedPolicy.load(source, device, type));
      }
      current.leases++;
      return new Lease(this, current);
    }

    private synchronized void release(Entry entry) {
      entry.leases--;
      if (entry.leases == 0 && entry != current) {
        entry.policy.close();
      }
    }

    private synchronized void clear() {
      Entry old = current;
      current = null;
      if (old != null && old.leases == 0) {
        old.policy.close();
      }
    }
  }
}
