package io.souprl.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.souprl.error.InputException;
import io.souprl.jobs.LocalSpark;
import io.souprl.jobs.TinyRun;
import io.souprl.model.ComputeType;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListenerApplicationEnd;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestPolicyCache {
  @TempDir private static Path home;
  private static PolicySource first;
  private static PolicySource second;

  @BeforeAll
  static void writePolicies() {
    first = policy(1);
    second = policy(2);
  }

  private static PolicySource policy(int seed) {
    Path directory = home.resolve("policy-" + seed);
    TinyRun.writePolicy(directory, 48, seed);
    return CheckpointFiles.find(directory.toString());
  }

  private static PolicyCache.Lease lease(PolicySource source) {
    return PolicyCache.lease(source, ComputeType.FLOAT32);
  }

  @AfterEach
  void clear() {
    PolicyCache.clear();
  }

  @Test
  void loadsOnceForTwoTasksAtATime() {
    PolicySource source = first;
    Set<Integer> policies =
        Set.copyOf(
            JavaSparkContext.fromSparkContext(LocalSpark.session().sparkContext())
                .parallelize(List.of(0, 1), 2)
                .map(
                    task -> {
                      try (PolicyCache.Lease lease = lease(source)) {
                        Both.AT_ONCE.await();
                        return System.identityHashCode(lease.policy());
                      }
                    })
                .collect());

    assertThat(policies).hasSize(1);
    try (PolicyCache.Lease later = lease(first)) {
      assertThat(policies).containsExactly(System.identityHashCode(later.policy()));
    }
  }

  /** Where two tasks wait for each other, so that both hold a lease. */
  private static final class Both {
    private static final CyclicBarrier AT_ONCE = new CyclicBarrier(2);
  }

  @Test
  void keepsAPolicyThatNobodyUses() {
    PolicyCache.Lease lease = lease(first);
    lease.close();
    assertThat(lease.policy().open()).isTrue();
  }

  @Test
  void closesAnIdlePolicyWhenAnotherTakesItsPlace() {
    PolicyCache.Lease old = lease(first);
    old.close();
    try (PolicyCache.Lease current = lease(second)) {
      assertThat(old.policy().open()).isFalse();
      assertThat(current.policy().open()).isTrue();
      assertThat(current.policy().contentHash()).isEqualTo(second.contentHash());
    }
  }

  @Test
  void closesAReplacedPolicyWhenItsLastLeaseEnds() {
    PolicyCache.Lease one = lease(first);
    PolicyCache.Lease two = lease(first);
    lease(second).close();
    one.close();
    assertThat(two.policy().open()).isTrue();
    two.close();
    assertThat(two.policy().open()).isFalse();
  }

  @Test
  void closesThePolicyAtTheEndOfTheApplicationButNotUnderATask() {
    PolicyCache.Lease idle = lease(first);
    idle.close();
    new PolicyRelease().onApplicationEnd(new SparkListenerApplicationEnd(0));
    assertThat(idle.policy().open()).isFalse();

    PolicyCache.Lease used = lease(first);
    new PolicyRelease().onApplicationEnd(new SparkListenerApplicationEnd(0));
    assertThat(used.policy().open()).isTrue();
    used.close();
    assertThat(used.policy().open()).isFalse();
  }

  @Test
  void refusesWeightsWithAnotherHash() {
    PolicySource wrong = new PolicySource(first.uri(), second.contentHash());
    assertThatThrownBy(() -> lease(wrong))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "Cannot load the policy %s: it has content hash %s, registered is %s"
                .formatted(first.uri(), first.contentHash(), second.contentHash()));
  }

  @Test
  void loadsAPolicyOfItsOwnForAnotherNumberType() {
    try (PolicyCache.Lease full = lease(first);
        PolicyCache.Lease half = PolicyCache.lease(first, ComputeType.FLOAT16)) {
      assertThat(half.policy()).isNotSameAs(full.policy());
      assertThat(full.policy().open()).isTrue();
      assertThat(half.policy().open()).isTrue();
    }
  }

  @Test
  void refusesPlacesWithoutAPolicy() {
    assertThatThrownBy(() -> CheckpointFiles.find(home + "/absent"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            home
                + "/absent: there is no such directory. Name the local directory of a Hugging Face"
                + " checkpoint.");
    assertThatThrownBy(() -> CheckpointFiles.find("djl://ai.djl/gpt2"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "djl://ai.djl/gpt2: it cannot be read (No FileSystem for scheme \"djl\"). Name the"
                + " directory of a Hugging Face checkpoint, as a local path or a Hadoop URI.");
  }
}
