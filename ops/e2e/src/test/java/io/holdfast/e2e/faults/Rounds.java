package io.holdfast.e2e.faults;

/**
 * The rounds of a suite that this run plays: {@code -Dfaults.from} is the seed of the first, {@code
 * -Dfaults.rounds} how many. Rounds of other seeds add up over runs at one commit.
 */
public final class Rounds {

  /** What happens in one round. */
  @FunctionalInterface
  public interface Round {
    void play(long seed) throws Exception;
  }

  private final long from;
  private final int count;
  private final boolean isUsual;

  private Rounds(long from, int count, boolean isUsual) {
    this.from = from;
    this.count = count;
    this.isUsual = isUsual;
  }

  /**
   * @param usual how many rounds the suite plays when nothing else is asked for
   */
  public static Rounds orUsual(int usual) {
    String rounds = System.getProperty("faults.rounds", "");
    boolean isUsual = rounds.isBlank();
    return new Rounds(
        Long.getLong("faults.from", 1), isUsual ? usual : Integer.parseInt(rounds), isUsual);
  }

  /** Whether as many are played as the suite plays when nothing else is asked for. */
  public boolean areAsUsual() {
    return isUsual;
  }

  /** Plays each round and prints its seed; the first that fails ends the run and names its seed. */
  public void play(String suite, Round round) {
    for (long seed = from; seed < from + count; seed++) {
      long begin = System.nanoTime();
      try {
        round.play(seed);
      } catch (Exception | AssertionError e) {
        throw new AssertionError(
            "%s: the round of seed %d failed; again with -Dfaults.from=%d -Dfaults.rounds=1"
                .formatted(suite, seed, seed),
            e);
      }
      System.out.printf(
          "%s: round of seed %d passed after %.1f s%n",
          suite, seed, (System.nanoTime() - begin) / 1e9);
    }
  }
}
