package io.holdfast.backup.sink;

import io.holdfast.backup.domain.LogReader;
import io.holdfast.backup.domain.Prefix;
import io.holdfast.backup.domain.TableName;
import io.holdfast.backup.domain.Transaction;
import io.holdfast.backup.domain.ddl.Ddl;
import io.holdfast.backup.format.SegmentFile;
import io.holdfast.records.Begin;
import io.holdfast.records.Change;
import io.holdfast.records.ChangeKind;
import io.holdfast.records.ChangePart;
import io.holdfast.records.Message;
import io.holdfast.records.Relation;
import io.holdfast.records.RestorePoint;
import io.holdfast.records.RestorePointKind;
import io.holdfast.records.TransactionKey;
import io.holdfast.records.Truncate;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.avro.file.DataFileWriter;

/**
 * A segment being written: told by the {@link LogReader} what belongs to it.
 *
 * <p>An open transaction waits in memory while it is small; one that grows goes to the file, and is
 * cut off again should it be voided. Not thread-safe.
 */
final class SegmentWriter implements LogReader.Listener, AutoCloseable {

  /**
   * Records of an open transaction that wait in memory; each holds at most half a megabyte, most a
   * hundred bytes.
   */
  private static final int MAX_WAITING = 2000;

  /** Characters of long values that wait in memory; a value may have hundreds of millions. */
  private static final int MAX_WAITING_CHARS = 16 << 20;

  private final Path file;
  private DataFileWriter<Object> writer;
  private final List<Object> waiting = new ArrayList<>();
  private final Set<Long> described = new HashSet<>();
  private final Set<Long> describedBefore = new HashSet<>();
  private final List<RestorePoint> points = new ArrayList<>();
  private final List<RestorePoint> openPoints = new ArrayList<>();
  private final Map<Long, Relation> openRelations = new HashMap<>();
  private long mark = -1;
  private long recordsAtMark;
  private long keptMessages;
  private long records;
  private long openChanges;
  private long waitingChars;
  private long transactions;
  private long changes;
  private TransactionKey first;
  private Transaction last;
  private long newestCommitMicros;

  /**
   * @param newestCommitMicros commit time of the newest transaction before the segment
   */
  SegmentWriter(Path file, String database, String chain, long manifest, long newestCommitMicros)
      throws IOException {
    this.file = file;
    this.newestCommitMicros = newestCommitMicros;
    this.writer = SegmentFile.writer(Files.newOutputStream(file), database, chain, manifest);
  }

  @Override
  public void record(Object record, Map<Long, Relation> relations) {
    if (record instanceof Begin) {
      openRelations.clear();
      describedBefore.clear();
      describedBefore.addAll(described);
    } else if (record instanceof Relation relation) {
      described.add(relation.getOid());
    } else if (record instanceof Change change) {
      describe(change.getRelation(), relations);
      openChanges++;
      addCommand(change, relations.get(change.getRelation()));
    } else if (record instanceof ChangePart part) {
      describe(part.getRelation(), relations);
    } else if (record instanceof Truncate truncate) {
      truncate.getRelations().forEach(oid -> describe(oid, relations));
      openChanges++;
      openPoints.add(point(RestorePointKind.TRUNCATE, tables(truncate, relations)));
    }
    add(record);
  }

  private void describe(long oid, Map<Long, Relation> relations) {
    openRelations.putIfAbsent(oid, relations.get(oid));
    if (described.add(oid)) {
      add(relations.get(oid));
    }
  }

  /** DDL is a restore point: one a transaction and kind of command. */
  private void addCommand(Change change, Relation relation) {
    if (change.getKind() == ChangeKind.INSERT
        && relation.getTableName().equals(Ddl.TABLE.table())
        && relation.getSchemaName().equals(Ddl.TABLE.schema())) {
      RestorePoint command = point(RestorePointKind.DDL, Ddl.of(relation, change.getAfter()).tag());
      if (!openPoints.contains(command)) {
        openPoints.add(command);
      }
    }
  }

  private static String tables(Truncate truncate, Map<Long, Relation> relations) {
    return truncate.getRelations().stream()
        .map(relations::get)
        .map(
            relation -> new TableName(relation.getSchemaName(), relation.getTableName()).toString())
        .collect(Collectors.joining(", "));
  }

  private static RestorePoint point(RestorePointKind kind, String label) {
    return new RestorePoint(kind, label, 0L, 0L, 0L);
  }

  private void add(Object record) {
    waiting.add(record);
    if (record instanceof ChangePart part) {
      waitingChars += part.getText().length();
    }
    if (waiting.size() >= MAX_WAITING || waitingChars >= MAX_WAITING_CHARS) {
      flush();
    }
  }

  /** From here on the open transaction can only be cut off. */
  private void flush() {
    try {
      if (mark < 0) {
        mark = writer.sync();
        recordsAtMark = records;
      }
      write();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write() throws IOException {
    for (Object record : waiting) {
      writer.append(record);
    }
    records += waiting.size();
    waiting.clear();
    waitingChars = 0;
  }

  /**
   * Whether what is complete can be closed although a transaction is open: the open one waits in
   * memory.
   */
  boolean canHandOver() {
    return mark < 0;
  }

  /** Gives the open transaction to the next segment, each record with the relations of its time. */
  void handOver(SegmentWriter next) {
    Map<Long, Relation> relations = new HashMap<>(openRelations);
    for (Object record : waiting) {
      if (record instanceof Relation relation) {
        relations.put(relation.getOid(), relation);
      }
      next.record(record, relations);
    }
    waiting.clear();
    voided();
  }

  @Override
  public void committed(Transaction transaction) {
    try {
      waiting.add(transaction.commit());
      write();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    mark = -1;
    transactions++;
    changes += openChanges;
    openChanges = 0;
    for (RestorePoint point : openPoints) {
      point.setXid(transaction.xid());
      point.setLsn(transaction.commitLsn());
      point.setCommittedAtMicros(transaction.committedAtMicros());
      points.add(point);
    }
    openPoints.clear();
    first = first == null ? transaction.commit().getKey() : first;
    last = transaction;
    newestCommitMicros = transaction.committedAtMicros();
  }

  @Override
  public void voided() {
    if (mark >= 0) {
      cutOff();
    }
    waiting.clear();
    waitingChars = 0;
    openPoints.clear();
    openChanges = 0;
    described.clear();
    described.addAll(describedBefore);
  }

  private void cutOff() {
    try {
      writer.close();
      try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
        bytes.setLength(mark);
      }
      records = recordsAtMark;
      writer = SegmentFile.append(file);
      mark = -1;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void message(Message message) {
    if (!Prefix.isKept(message.getPrefix())) {
      return;
    }
    try {
      waiting.add(message);
      write();
      keptMessages++;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    RestorePointKind kind = Prefix.pointOf(message.getPrefix());
    if (kind != null) {
      String label = StandardCharsets.UTF_8.decode(message.getContent().duplicate()).toString();
      points.add(
          new RestorePoint(
              kind,
              label.lines().findFirst().orElse(""),
              0L,
              message.getEndLsn(),
              newestCommitMicros));
    }
  }

  /** Size of the complete blocks so far, in bytes. */
  long bytes() throws IOException {
    return Files.size(file);
  }

  /** Whether nothing is complete in it that has to be kept. */
  boolean isEmpty() {
    return transactions == 0 && keptMessages == 0;
  }

  long transactions() {
    return transactions;
  }

  long changes() {
    return changes;
  }

  long records() {
    return records;
  }

  TransactionKey first() {
    return first;
  }

  /** Newest transaction in it; null when there is none. */
  Transaction last() {
    return last;
  }

  List<RestorePoint> points() {
    return points;
  }

  Path file() {
    return file;
  }

  /** Completes the file. */
  @Override
  public void close() throws IOException {
    writer.close();
  }
}
