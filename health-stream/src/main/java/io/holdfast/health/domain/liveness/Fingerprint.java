package io.holdfast.health.domain.liveness;

/**
 * Hashes that stand for a text in comparisons at each heartbeat, because the text itself is far
 * away in memory. The steps are those of FNV-1a (Fowler, Noll, Vo), with multipliers of our own.
 *
 * <p>Node ids are compared by two of them, 128 bits: among a million ids two agree by chance once
 * in 10<sup>26</sup>. Made on purpose they gain nothing: without signatures, who may write a
 * heartbeat may write it under any node id; with them only ids of the operator's list are heard.
 */
final class Fingerprint {

  private static final long BASIS = 0xcbf29ce484222325L;

  private Fingerprint() {}

  static long first(String text) {
    return of(text, 0x9E3779B97F4A7C15L);
  }

  static long second(String text) {
    return of(text, 0xD1B54A32D192ED03L);
  }

  private static long of(String text, long multiplier) {
    long hash = BASIS;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * multiplier;
    }
    return hash ^ hash >>> 32;
  }
}
