package io.holdfast.dispatcher.domain.placement;

/** A 64-bit hash of two ids: FNV-1a over their characters, then Stafford's mix 13. */
final class Hash {

  private static final long OFFSET_BASIS = 0xcbf29ce484222325L;
  private static final long PRIME = 0x100000001b3L;

  private Hash() {}

  static long of(String first, String second) {
    return mix(fold(fold(fold(OFFSET_BASIS, first), "\0"), second));
  }

  private static long fold(long hash, String text) {
    long h = hash;
    for (int i = 0; i < text.length(); i++) {
      h = (h ^ text.charAt(i)) * PRIME;
    }
    return h;
  }

  private static long mix(long hash) {
    long h = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
    h = (h ^ (h >>> 27)) * 0x94d049bb133111ebL;
    return h ^ (h >>> 31);
  }
}
