package io.holdfast.simulator.check;

import io.holdfast.records.Heartbeat;
import io.holdfast.records.NodeState;
import io.holdfast.records.NodeStatus;
import io.holdfast.records.StatusCause;
import io.holdfast.simulator.world.Log;
import io.holdfast.simulator.world.Scheduler;

/**
 * Holds verdicts of silence against the truth: there must have been silence, for as long as it is
 * said to take, while somebody could have been heard; and whoever was well all the while is not
 * dead.
 */
public final class Deaths {

  /** What observed time may gain on true time: drift, and some steps of the observer. */
  private static final double DRIFT = 0.06;

  private static final long STEP = 1_000_000_000L;
  private static final long MOST_EXCUSED = 3;

  /** What is true of nodes. */
  public interface Truth {
    /**
     * Since when this incarnation's agent runs, hears and is heard, as far as the node is
     * concerned; {@link Long#MAX_VALUE} when it does not.
     */
    long wellSince(String node, long incarnation);

    /** The least silence that any policy in force so far calls dead, milliseconds. */
    long leastDeadAfter();
  }

  private final Scheduler scheduler;
  private final Truth truth;
  private long judged;

  public Deaths(Scheduler scheduler, Truth truth) {
    this.scheduler = scheduler;
    this.truth = truth;
  }

  /** Verdicts of silence so far. */
  public long judged() {
    return judged;
  }

  /** A verdict that was drawn from the record at that offset. */
  public void judge(Log heartbeats, int offset, NodeStatus verdict) {
    boolean isSilence =
        verdict.getCause() == StatusCause.SILENT || verdict.getCause() == StatusCause.LEASE_OVER;
    boolean isDeath = verdict.getState() == NodeState.DEAD || verdict.getState() == NodeState.ENDED;
    if (!isSilence || !isDeath) {
      return;
    }
    judged++;
    int newest = newestBeat(heartbeats, offset, verdict);
    if (newest < 0) {
      throw breach(verdict, "it was never heard");
    }
    Heartbeat beat = (Heartbeat) heartbeats.value(newest);
    long outages = heartbeats.outagesBetween(newest, offset);
    long silence = heartbeats.servedNanos(offset) - heartbeats.servedNanos(newest);
    long claimed =
        verdict.getState() == NodeState.DEAD
            ? Math.max(truth.leastDeadAfter(), verdict.getDeadlineMillis())
            : beat.getLeaseMillis();
    long least = (long) (claimed * 1_000_000L * (1 - DRIFT)) - (1 + outages) * STEP;
    if (silence < least) {
      throw breach(verdict, "it could be heard for only " + silence / 1_000_000 + " ms");
    }
    long wellSince = truth.wellSince(verdict.getNode(), verdict.getIncarnation());
    if (wellSince <= heartbeats.trueTime(newest) && outages <= MOST_EXCUSED) {
      throw breach(verdict, "it is well since " + wellSince / 1_000_000 + " ms");
    }
  }

  /** The one that was sent last, wherever others that it overtook on a slow link may stand. */
  private static int newestBeat(Log heartbeats, int before, NodeStatus verdict) {
    int newest = -1;
    long sequence = -1;
    for (int at = before - 1; at >= 0; at--) {
      if (heartbeats.value(at) instanceof Heartbeat beat
          && beat.getIncarnation() == verdict.getIncarnation()
          && beat.getBootId().equals(verdict.getBootId())
          && beat.getNode().equals(verdict.getNode())
          && beat.getSequence() > sequence) {
        newest = at;
        sequence = beat.getSequence();
      }
    }
    return newest;
  }

  private Breach breach(NodeStatus verdict, String why) {
    String how =
        verdict.getNode()
            + " incarnation "
            + verdict.getIncarnation()
            + " is called "
            + verdict.getState()
            + " at offset "
            + verdict.getDecidedAt().getOffset()
            + ", but "
            + why;
    return new Breach(Promise.NO_DEATH_BY_OBSERVER, scheduler.now(), how);
  }
}
