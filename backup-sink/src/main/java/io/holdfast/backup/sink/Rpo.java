package io.holdfast.backup.sink;

/**
 * How much would be lost if the source were gone now: the age of the newest commit, or of the
 * newest sign of an idle database, that is durable. By the source's clock against ours.
 *
 * @param anyMillis in the store that holds the most, in milliseconds; -1 while unknown
 * @param allMillis in the store that holds the least, in milliseconds; -1 while unknown
 */
public record Rpo(long anyMillis, long allMillis) {

  /**
   * @param idleMicros when the database gave the newest sign of being idle before which everything
   *     is decided; 0 while it gave none
   */
  static Rpo of(long nowMicros, Replicas replicas, long idleMicros) {
    long any = Math.max(replicas.durableInAnyMicros(), idleMicros);
    long all = Math.max(replicas.durableInAllMicros(), replicas.areAllInSync() ? idleMicros : 0);
    return new Rpo(age(nowMicros, any), age(nowMicros, all));
  }

  private static long age(long nowMicros, long thenMicros) {
    return thenMicros == 0 ? -1 : Math.max(0, (nowMicros - thenMicros) / 1000);
  }
}
