package io.holdfast.dispatcher.domain.state;

import java.util.ArrayList;
import java.util.List;

/**
 * Where the pool as a whole stands.
 *
 * @param policy in force
 * @param generation of the pool's log: the upper part of epochs
 * @param topicId of the pool's log in this generation; empty before the first event
 * @param changes count of all that may make an unplaceable workload placeable
 * @param turn node that had the last turn of a round robin; empty before the first
 * @param acts ids of the newest operations, oldest first: a repeated one is the same act
 */
public record Course(
    Policy policy,
    long generation,
    String topicId,
    long changes,
    String turn,
    Joining joining,
    Windows windows,
    List<String> acts) {

  private static final int ACTS_REMEMBERED = 100;

  public static final Course BEGIN =
      new Course(Policy.DEFAULT, 0, "", 0, "", Joining.NOBODY, Windows.NONE, List.of());

  public Course {
    acts = List.copyOf(acts);
  }

  /**
   * How the first nodes came.
   *
   * @param isSettling whether they are still coming; nothing is placed for the first time meanwhile
   * @param first observed time at which the first open node came; {@link Long#MIN_VALUE} before
   * @param last observed time at which the last one came
   */
  public record Joining(boolean isSettling, long first, long last) {

    public static final Joining NOBODY = new Joining(true, Long.MIN_VALUE, Long.MIN_VALUE);

    public Joining another(long now) {
      return new Joining(isSettling, first == Long.MIN_VALUE ? now : first, now);
    }

    public Joining settled() {
      return new Joining(false, first, last);
    }
  }

  /**
   * What is known of load.
   *
   * @param newest number of the newest window; {@link Long#MIN_VALUE} before the first
   * @param uneven uneven windows in a row
   * @param picture window of the load picture that came in last
   * @param chunks chunks of it so far
   */
  public record Windows(long newest, int uneven, long picture, int chunks) {

    static final Windows NONE = new Windows(Long.MIN_VALUE, 0, Long.MIN_VALUE, 0);

    public Windows closed(long window, boolean isUneven) {
      return new Windows(window, isUneven ? uneven + 1 : 0, picture, chunks);
    }

    public Windows chunk(long window) {
      return new Windows(newest, uneven, window, window == picture ? chunks + 1 : 1);
    }

    public Windows planned() {
      return new Windows(newest, 0, picture, chunks);
    }
  }

  public Course with(Policy value) {
    return new Course(value, generation, topicId, changes, turn, joining, windows, acts);
  }

  public Course in(String log, long number) {
    return new Course(policy, number, log, changes, turn, joining, windows, acts);
  }

  public Course changed() {
    return new Course(policy, generation, topicId, changes + 1, turn, joining, windows, acts);
  }

  public Course turn(String node) {
    return new Course(policy, generation, topicId, changes, node, joining, windows, acts);
  }

  public Course with(Joining value) {
    return new Course(policy, generation, topicId, changes, turn, value, windows, acts);
  }

  public Course with(Windows value) {
    return new Course(policy, generation, topicId, changes, turn, joining, value, acts);
  }

  public Course acted(String operation) {
    var more = new ArrayList<>(acts);
    more.add(operation);
    if (more.size() > ACTS_REMEMBERED) {
      more.remove(0);
    }
    return new Course(policy, generation, topicId, changes, turn, joining, windows, more);
  }
}
