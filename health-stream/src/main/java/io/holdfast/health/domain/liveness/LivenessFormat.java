package io.holdfast.health.domain.liveness;

import io.holdfast.records.Detector;
import io.holdfast.records.HeartbeatMode;
import io.holdfast.records.LivenessPolicy;
import io.holdfast.records.NodeState;
import io.holdfast.records.StatusCause;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The state of a {@link Liveness} as bytes; FORMAT.md draws it. Where someone waits, and who is
 * held, is not written: it follows from the rest.
 */
final class LivenessFormat {

  static final int VERSION = 4;

  private static final NodeState[] STATES = NodeState.values();
  private static final StatusCause[] CAUSES = StatusCause.values();
  private static final HeartbeatMode[] MODES = HeartbeatMode.values();
  private static final Detector[] DETECTORS = Detector.values();

  private static final int PENDING = 1;
  private static final int OVERDUE = 2;
  private static final int HELD = 4;
  private static final int TROUBLED = 8;

  private final Ledger ledger;
  private final Judge judge;

  LivenessFormat(Ledger ledger, Judge judge) {
    this.ledger = ledger;
    this.judge = judge;
  }

  void write(DataOutput out, long reported) throws IOException {
    out.writeByte(VERSION);
    out.writeLong(reported);
    ledger.time.writeTo(out);
    ledger.graces.writeTo(out);
    out.writeLong(ledger.correlatedUntil);
    List<Pool> pools = new ArrayList<>(ledger.pools.values());
    out.writeInt(pools.size());
    for (int i = 0; i < pools.size(); i++) {
      pools.get(i).index = i;
      writePool(out, pools.get(i));
    }
    out.writeInt(ledger.nodes.size());
    for (Incarnation each : ledger.nodes) {
      writeIncarnation(out, each);
      if (each.trouble != null) {
        writeTrouble(out, each.trouble);
      }
    }
  }

  long read(DataInput in) throws IOException {
    int version = in.readByte();
    if (version != VERSION) {
      throw new IOException("state of liveness in unknown format " + version);
    }
    ledger.clear();
    judge.clear();
    long reported = in.readLong();
    ledger.time.readFrom(in);
    ledger.graces.readFrom(in);
    ledger.correlatedUntil = in.readLong();
    ledger.wheel.restart(ledger.now());
    Pool[] pools = new Pool[in.readInt()];
    for (int i = 0; i < pools.length; i++) {
      pools[i] = readPool(in);
    }
    for (int left = in.readInt(); left > 0; left--) {
      readNode(in, pools);
    }
    return reported;
  }

  private void readNode(DataInput in, Pool[] pools) throws IOException {
    Incarnation each = readIncarnation(in, pools);
    if (each.trouble != null) {
      readTrouble(in, each.trouble, pools);
    }
    if (each.held) {
      judge.keepHeld(each);
    }
    ledger.enter(each);
    ledger.wheel.arm(each);
  }

  private static void writePool(DataOutput out, Pool pool) throws IOException {
    out.writeUTF(pool.name);
    out.writeLong(pool.version);
    out.writeByte(pool.policy.getDetector().ordinal());
    out.writeInt(pool.policy.getSuspectAfterMillis());
    out.writeInt(pool.policy.getDeadAfterMillis());
    out.writeInt(pool.policy.getCorrelatedDeadAfterMillis());
  }

  private Pool readPool(DataInput in) throws IOException {
    Pool pool = ledger.pool(in.readUTF());
    pool.version = in.readLong();
    var marked =
        new LivenessPolicy(DETECTORS[in.readByte()], in.readInt(), in.readInt(), in.readInt());
    pool.policy = pool.version == 0 ? ledger.settings.policy() : marked;
    return pool;
  }

  private void writeIncarnation(DataOutput out, Incarnation each) throws IOException {
    each.settle(ledger.pulses);
    out.writeUTF(each.node);
    out.writeInt(each.pool.index);
    out.writeLong(each.number);
    out.writeLong(each.predecessor);
    out.writeUTF(each.bootId);
    out.writeInt(each.intervalMillis);
    out.writeInt(each.leaseMillis);
    out.writeLong(each.sequence);
    out.writeByte(each.mode.ordinal());
    out.writeInt(each.latenessMillis);
    out.writeLong(each.skewMillis);
    out.writeLong(each.heardAtMillis);
    out.writeLong(each.seen);
    out.writeInt(each.gracesBegun);
    out.writeFloat(each.deviationMillis);
    out.writeByte(each.state.ordinal());
    out.writeByte(each.cause.ordinal());
    out.writeLong(each.decidedOffset);
    out.writeLong(each.decidedAtMillis);
    out.writeLong(each.decidedObservedMillis);
    out.writeInt(each.decidedSilenceMillis);
    out.writeInt(each.decidedDeadlineMillis);
    out.writeByte(
        (each.isPending(ledger.pulses) ? PENDING : 0)
            | (each.overdue ? OVERDUE : 0)
            | (each.held ? HELD : 0)
            | (each.trouble != null ? TROUBLED : 0));
  }

  private Incarnation readIncarnation(DataInput in, Pool[] pools) throws IOException {
    var each =
        new Incarnation(
            in.readUTF(),
            pools[in.readInt()],
            in.readLong(),
            in.readLong(),
            in.readUTF(),
            in.readInt(),
            in.readInt());
    each.sequence = in.readLong();
    each.mode = MODES[in.readByte()];
    each.latenessMillis = in.readInt();
    each.skewMillis = in.readLong();
    each.heardAtMillis = in.readLong();
    each.seen = in.readLong();
    each.gracesBegun = in.readInt();
    each.deviationMillis = in.readFloat();
    each.state = STATES[in.readByte()];
    each.cause = CAUSES[in.readByte()];
    each.decidedOffset = in.readLong();
    each.decidedAtMillis = in.readLong();
    each.decidedObservedMillis = in.readLong();
    each.decidedSilenceMillis = in.readInt();
    each.decidedDeadlineMillis = in.readInt();
    int flags = in.readByte();
    each.overdue = (flags & OVERDUE) != 0;
    each.held = (flags & HELD) != 0;
    each.trouble = (flags & TROUBLED) != 0 ? new Trouble() : null;
    if ((flags & PENDING) != 0) {
      each.awaitPulse(ledger.pulses);
    }
    return each;
  }

  private void writeTrouble(DataOutput out, Trouble trouble) throws IOException {
    out.writeLong(trouble.reviewAt);
    out.writeLong(trouble.holdUntil);
    out.writeByte(trouble.holdCause.ordinal());
    out.writeInt(trouble.turns);
    out.writeLong(trouble.newestTurn);
    out.writeBoolean(trouble.earlierHeardLast);
    out.writeByte(trouble.falls.size());
    for (long fall : trouble.falls) {
      out.writeLong(fall);
    }
    out.writeLong(trouble.over);
    out.writeLong(trouble.overSequence);
    out.writeByte(trouble.earlier.size());
    for (Incarnation earlier : trouble.earlier) {
      writeIncarnation(out, earlier);
    }
  }

  private void readTrouble(DataInput in, Trouble trouble, Pool[] pools) throws IOException {
    trouble.reviewAt = in.readLong();
    trouble.holdUntil = in.readLong();
    trouble.holdCause = CAUSES[in.readByte()];
    trouble.turns = in.readInt();
    trouble.newestTurn = in.readLong();
    trouble.earlierHeardLast = in.readBoolean();
    for (int left = in.readByte(); left > 0; left--) {
      trouble.falls.add(in.readLong());
    }
    trouble.over = in.readLong();
    trouble.overSequence = in.readLong();
    for (int left = in.readByte(); left > 0; left--) {
      trouble.earlier.add(readIncarnation(in, pools));
    }
  }
}
