package io.souprl.random;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Counter-based randomness: every draw is a pure function of a key and a counter, so it does not
 * depend on the order in which draws are made, on partitions or on threads.
 *
 * <p>The generator is Philox4x32-10 (Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy
 * as 1, 2, 3", SC 2011). The 64-bit key and the upper half of the counter come from the SHA-256 of
 * the stream's name: its purpose, the seed, and any ids.
 */
public final class CounterRandom {
  private static final int MULTIPLIER_0 = 0xD2511F53;
  private static final int MULTIPLIER_1 = 0xCD9E8D57;
  private static final int WEYL_0 = 0x9E3779B9;
  private static final int WEYL_1 = 0xBB67AE85;
  private static final int ROUNDS = 10;
  private static final double TWO_POW_MINUS_53 = 0x1.0p-53;

  private final int key0;
  private final int key1;
  private final int stream0;
  private final int stream1;

  private CounterRandom(int key0, int key1, int stream0, int stream1) {
    this.key0 = key0;
    this.key1 = key1;
    this.stream0 = stream0;
    this.stream1 = stream1;
  }

  /**
   * The stream of this purpose, seed and ids.
   *
   * @param purpose what the draws are for ("sampling", "prefix", ...), so that streams never
   *     overlap
   * @param ids numbers and strings that name the stream; a string is hashed as its UTF-8 bytes
   */
  public static CounterRandom of(String purpose, long seed, Object... ids) {
    ByteBuffer hash = ByteBuffer.wrap(digest(purpose, seed, ids));
    return new CounterRandom(hash.getInt(), hash.getInt(), hash.getInt(), hash.getInt());
  }

  /** An order-defining hash of these ids: 63 bits, never negative. */
  public static long hash(String purpose, long seed, Object... ids) {
    return ByteBuffer.wrap(digest(purpose, seed, ids)).getLong() >>> 1;
  }

  /** The draw at {@code position}, uniform in the open interval (0, 1), 53 bits. */
  public double uniform(long position) {
    return ((bits(position) >>> 11) + 0.5) * TWO_POW_MINUS_53;
  }

  /** The draw at {@code position}, uniform in 0 .. bound - 1. */
  public int below(int bound, long position) {
    if (bound <= 0) {
      throw new IllegalArgumentException("Cannot draw below " + bound);
    }
    return (int) (uniform(position) * bound);
  }

  /** The draw at {@code position}, standard normal (Box-Muller on one counter's 128 bits). */
  public double normal(long position) {
    int[] block = block(position);
    double radius = ((pair(block[0], block[1]) >>> 11) + 0.5) * TWO_POW_MINUS_53;
    double angle = ((pair(block[2], block[3]) >>> 11) + 0.5) * TWO_POW_MINUS_53;
    return Math.sqrt(-2 * Math.log(radius)) * Math.cos(2 * Math.PI * angle);
  }

  /** The 64 raw bits at {@code position}. */
  public long bits(long position) {
    int[] block = block(position);
    return pair(block[0], block[1]);
  }

  /** One Philox4x32-10 block, for the known-answer test. */
  static int[] philox(int c0, int c1, int c2, int c3, int k0, int k1) {
    for (int round = 0; round < ROUNDS; round++) {
      long product0 = (MULTIPLIER_0 & 0xFFFFFFFFL) * (c0 & 0xFFFFFFFFL);
      long product1 = (MULTIPLIER_1 & 0xFFFFFFFFL) * (c2 & 0xFFFFFFFFL);
      c0 = (int) (product1 >>> 32) ^ c1 ^ k0;
      c1 = (int) product1;
      c2 = (int) (product0 >>> 32) ^ c3 ^ k1;
      c3 = (int) product0;
      k0 += WEYL_0;
      k1 += WEYL_1;
    }
    return new int[] {c0, c1, c2, c3};
  }

  private int[] block(long position) {
    return philox((int) position, (int) (position >>> 32), stream0, stream1, key0, key1);
  }

  private static long pair(int high, int low) {
    return ((long) high << 32) | (low & 0xFFFFFFFFL);
  }

  private static byte[] digest(String purpose, long seed, Object... ids) {
    StringBuilder name = new StringBuilder(64);
    append(name, purpose);
    append(name, Long.toString(seed));
    for (Object id : ids) {
      append(name, id.toString());
    }
    try {
      return MessageDigest.getInstance("SHA-256")
          .digest(name.toString().getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Cannot hash: this JVM has no SHA-256", e);
    }
  }

  /** Length-prefixed, so that ("a", "bc") and ("ab", "c") are different streams. */
  private static void append(StringBuilder name, String part) {
    name.append(part.length()).append(':').append(part);
  }
}
