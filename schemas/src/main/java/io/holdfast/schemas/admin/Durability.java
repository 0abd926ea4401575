package io.holdfast.schemas.admin;

/**
 * How many copies there are, and how many have to have a record before it counts as written.
 *
 * @param replicas copies of each partition
 * @param minInsync {@code min.insync.replicas}
 */
public record Durability(int replicas, int minInsync) {

  /** One broker or rack may be lost, and nothing stops. */
  public static final Durability PRODUCTION = new Durability(3, 2);

  /** One broker; for the sandbox and for tests. */
  public static final Durability SANDBOX = new Durability(1, 1);

  public Durability {
    if (replicas < 1 || replicas > Short.MAX_VALUE) {
      throw new IllegalArgumentException("replicas must be 1 or more, not " + replicas);
    }
    if (minInsync < 1 || minInsync > replicas) {
      throw new IllegalArgumentException(
          "min.insync.replicas must be from 1 to the %d replicas, not %d"
              .formatted(replicas, minInsync));
    }
  }
}
