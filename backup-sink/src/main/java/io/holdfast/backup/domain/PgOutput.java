package io.holdfast.backup.domain;

import io.holdfast.records.Begin;
import io.holdfast.records.Change;
import io.holdfast.records.ChangeKind;
import io.holdfast.records.ChangePart;
import io.holdfast.records.Column;
import io.holdfast.records.Commit;
import io.holdfast.records.Marker;
import io.holdfast.records.Message;
import io.holdfast.records.OldRow;
import io.holdfast.records.Relation;
import io.holdfast.records.ReplicaIdentity;
import io.holdfast.records.RowSide;
import io.holdfast.records.TransactionKey;
import io.holdfast.records.Truncate;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Reads messages of PostgreSQL's output plugin {@code pgoutput}, protocol version 1 with text
 * values, as records.
 *
 * <p>One message becomes no record (Type, Origin), one record, or, where it holds values longer
 * than a part, their parts and then the change. Parts are cut when they are asked for, so a value
 * of hundreds of megabytes costs its message and one part.
 *
 * <p>Not thread-safe. Source: PostgreSQL documentation, "Logical Replication Message Formats".
 */
public final class PgOutput {

  /**
   * Seconds from 1970-01-01 to 2000-01-01, where PostgreSQL's timestamps begin, in microseconds.
   */
  private static final long POSTGRES_EPOCH_MICROS = 946_684_800_000_000L;

  /**
   * Values up to this many bytes stay in their change, however many there are: a table has at most
   * 1600 columns.
   */
  private static final int SHORT_BYTES = 64;

  /** So that a message of hundreds of megabytes is not held while the next one comes. */
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final CaptureSession session;
  private final int partBytes;
  private final Deque<LongValue> longValues = new ArrayDeque<>();
  private ByteBuffer message = NOTHING;
  private Object ready;
  private int roomForLongValues;
  private long xid;

  /**
   * @param partBytes how many bytes the longer values of a change may have in all; a value beyond
   *     that is cut into parts of at most this many
   */
  public PgOutput(CaptureSession session, int partBytes) {
    if (partBytes < 4) {
      throw new IllegalArgumentException(
          "a part of " + partBytes + " bytes cannot hold every character");
    }
    this.session = session;
    this.partBytes = partBytes;
  }

  /**
   * Takes the next message; its records are then had from {@link #next()}. The buffer must be
   * backed by an array and stay as it is until they were.
   *
   * @throws MalformedStream when the bytes are not the protocol
   * @throws CutMessage when a message of the backup is longer than a part; others are cut
   */
  public void accept(ByteBuffer bytes) {
    message = bytes;
    longValues.clear();
    roomForLongValues = partBytes;
    try {
      ready = decode();
      if (message.hasRemaining()) {
        throw new MalformedStream(
            message.remaining() + " bytes follow the end of a message of pgoutput");
      }
    } catch (BufferUnderflowException tooShort) {
      throw new MalformedStream("a message of pgoutput ends before it is complete", tooShort);
    }
  }

  /** The next record of the message taken last; null when there is none. */
  public Object next() {
    LongValue value = longValues.peek();
    if (value != null) {
      ChangePart part = value.nextPart();
      if (value.isExhausted()) {
        longValues.remove();
        if (longValues.isEmpty()) {
          message = NOTHING;
        }
      }
      return part;
    }
    Object record = ready;
    ready = null;
    return record;
  }

  private Object decode() {
    byte type = message.get();
    switch (type) {
      case 'B':
        return begin();
      case 'C':
        return commit();
      case 'R':
        return relation();
      case 'I':
        return insert();
      case 'U':
        return update();
      case 'D':
        return delete();
      case 'T':
        return truncate();
      case 'M':
        return logicalMessage();
      case 'O':
      case 'Y':
        message.position(message.limit());
        return null;
      default:
        throw new MalformedStream("pgoutput sent a message of unknown type '" + (char) type + "'");
    }
  }

  private Begin begin() {
    long commitLsn = message.getLong();
    long committedAt = timestamp();
    xid = unsignedInt();
    return new Begin(
        session.id(), session.systemId(), session.timeline(), xid, commitLsn, committedAt);
  }

  private Commit commit() {
    message.get(); // flags, none defined
    long commitLsn = message.getLong();
    long endLsn = message.getLong();
    var key = new TransactionKey(session.systemId(), session.timeline(), commitLsn, endLsn);
    return new Commit(session.id(), xid, key, null, timestamp(), 0L);
  }

  private Relation relation() {
    long oid = unsignedInt();
    String schema = string();
    String table = string();
    ReplicaIdentity identity = identity(message.get());
    int count = message.getShort();
    List<Column> columns = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      boolean key = (message.get() & 1) != 0;
      columns.add(new Column(string(), key, unsignedInt(), message.getInt()));
    }
    return new Relation(oid, schema.isEmpty() ? "pg_catalog" : schema, table, identity, columns);
  }

  private static ReplicaIdentity identity(byte code) {
    switch (code) {
      case 'd':
        return ReplicaIdentity.DEFAULT;
      case 'n':
        return ReplicaIdentity.NOTHING;
      case 'f':
        return ReplicaIdentity.FULL;
      case 'i':
        return ReplicaIdentity.INDEX;
      default:
        throw new MalformedStream("unknown replica identity '" + (char) code + "'");
    }
  }

  private Change insert() {
    long oid = unsignedInt();
    expect('N');
    return new Change(oid, ChangeKind.INSERT, OldRow.NONE, null, tuple(oid, RowSide.AFTER));
  }

  private Change update() {
    long oid = unsignedInt();
    OldRow oldRow = OldRow.NONE;
    List<Object> before = null;
    byte side = message.get();
    if (side != 'N') {
      oldRow = oldRow(side);
      before = tuple(oid, RowSide.BEFORE);
      expect('N');
    }
    return new Change(oid, ChangeKind.UPDATE, oldRow, before, tuple(oid, RowSide.AFTER));
  }

  private Change delete() {
    long oid = unsignedInt();
    OldRow oldRow = oldRow(message.get());
    return new Change(oid, ChangeKind.DELETE, oldRow, tuple(oid, RowSide.BEFORE), null);
  }

  private static OldRow oldRow(byte side) {
    if (side == 'K') {
      return OldRow.KEY;
    }
    if (side == 'O') {
      return OldRow.FULL;
    }
    throw new MalformedStream("a row is announced as '" + (char) side + "', expected K, O or N");
  }

  private void expect(char side) {
    byte found = message.get();
    if (found != side) {
      throw new MalformedStream("a row is announced as '" + (char) found + "', expected " + side);
    }
  }

  private List<Object> tuple(long oid, RowSide side) {
    int count = message.getShort();
    List<Object> values = new ArrayList<>(count);
    for (int column = 0; column < count; column++) {
      byte kind = message.get();
      switch (kind) {
        case 'n':
          values.add(null);
          break;
        case 'u':
          values.add(Marker.UNCHANGED);
          break;
        case 't':
          values.add(text(oid, side, column));
          break;
        default:
          throw new MalformedStream(
              "a value is announced as '" + (char) kind + "', expected n, u or t");
      }
    }
    return values;
  }

  private Object text(long oid, RowSide side, int column) {
    int length = message.getInt();
    if (length < 0 || length > message.remaining()) {
      throw new BufferUnderflowException();
    }
    int start = message.arrayOffset() + message.position();
    message.position(message.position() + length);
    if (length <= SHORT_BYTES || length <= roomForLongValues) {
      roomForLongValues -= length <= SHORT_BYTES ? 0 : length;
      return new String(message.array(), start, length, StandardCharsets.UTF_8);
    }
    longValues.add(
        new LongValue(oid, side, column, message.array(), start, start + length, partBytes));
    return Marker.IN_PARTS;
  }

  private Truncate truncate() {
    int count = message.getInt();
    byte options = message.get();
    if (count < 0 || count > message.remaining() / Integer.BYTES) {
      throw new BufferUnderflowException();
    }
    List<Long> relations = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      relations.add(unsignedInt());
    }
    return new Truncate(relations, (options & 1) != 0, (options & 2) != 0);
  }

  private Message logicalMessage() {
    boolean transactional = (message.get() & 1) != 0;
    long endLsn = message.getLong();
    String prefix = string();
    int length = message.getInt();
    if (length < 0 || length > message.remaining()) {
      throw new BufferUnderflowException();
    }
    if (length > partBytes && Prefix.isOurs(prefix)) {
      throw new CutMessage(
          "a message %s has %d bytes, and %d are the most that is taken: emit it in parts"
              .formatted(prefix, length, partBytes));
    }
    byte[] content = new byte[Math.min(length, partBytes)];
    message.get(content);
    message.position(message.position() + length - content.length);
    return new Message(
        session.id(),
        session.systemId(),
        session.timeline(),
        endLsn,
        transactional,
        prefix,
        ByteBuffer.wrap(content));
  }

  private long timestamp() {
    return message.getLong() + POSTGRES_EPOCH_MICROS;
  }

  private long unsignedInt() {
    return message.getInt() & 0xffff_ffffL;
  }

  private String string() {
    int start = message.position();
    while (message.get() != 0) {
      // up to the terminating zero
    }
    int length = message.position() - start - 1;
    return new String(
        message.array(), message.arrayOffset() + start, length, StandardCharsets.UTF_8);
  }
}
