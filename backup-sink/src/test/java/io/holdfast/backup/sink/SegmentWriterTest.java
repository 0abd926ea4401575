package io.holdfast.backup.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.backup.domain.LogReader;
import io.holdfast.backup.domain.Prefix;
import io.holdfast.backup.domain.Records;
import io.holdfast.backup.domain.Transaction;
import io.holdfast.backup.format.SegmentFile;
import io.holdfast.records.Change;
import io.holdfast.records.ChangePart;
import io.holdfast.records.Commit;
import io.holdfast.records.Message;
import io.holdfast.records.Relation;
import io.holdfast.records.RestorePointKind;
import io.holdfast.records.RowSide;
import io.holdfast.records.TransactionKey;
import io.holdfast.records.Truncate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentWriterTest {

  private static final int MANY = 5000;

  @TempDir Path directory;
  private SegmentWriter writer;
  private LogReader reader;
  private TransactionKey last;

  @BeforeEach
  void open() throws IOException {
    writer = newWriter(1);
    reader = new LogReader(null, forwarding());
  }

  @Test
  void aLargeTransactionThatIsVoidedIsCutOffAgain() throws IOException {
    transaction(1, 1, 10);
    begin(1, 2, MANY);
    transaction(2, 3, 10);

    assertThat(changes(writer)).hasSize(20);
    assertThat(writer.transactions()).isEqualTo(2);
    assertThat(writer.records()).isEqualTo(20 + 2 * 2 + 1 + 1);
  }

  @Test
  void aSmallTransactionThatIsVoidedLeavesNothing() throws IOException {
    begin(1, 1, 10);
    transaction(2, 2, 1);

    assertThat(changes(writer)).hasSize(1);
  }

  @Test
  void aLargeTransactionIsKeptWhole() throws IOException {
    transaction(1, 1, MANY);

    assertThat(changes(writer)).hasSize(MANY);
  }

  @Test
  void partsOfALongValueDoNotWaitInMemory() {
    begin(1, 1, 1);
    String part = "x".repeat(512 << 10);
    for (int i = 0; i < 100; i++) {
      reader.accept(new ChangePart(1L, RowSide.AFTER, 1, i, part));
    }

    assertThat(writer.canHandOver()).as("everything waits in memory").isFalse();
  }

  @Test
  void everySegmentDescribesItsRelations() throws IOException {
    transaction(1, 1, 1);
    SegmentWriter second = newWriter(2);
    SegmentWriter first = writer;
    writer = second;
    plainTransaction(1, 2, 3);

    LogReader whole = new LogReader(null, forwarding());
    writer = newWriter(3);
    records(first).forEach(whole::accept);
    records(second).forEach(whole::accept);
    assertThat(whole.last()).isEqualTo(last);
    assertThat(records(first)).filteredOn(Relation.class::isInstance).hasSize(1);
    assertThat(records(second)).filteredOn(Relation.class::isInstance).hasSize(1);
    assertThat(changes(second)).hasSize(3);
  }

  @Test
  void anOpenTransactionIsHandedToTheNextSegment() throws IOException {
    transaction(1, 1, 1);
    begin(1, 2, 5);
    SegmentWriter first = writer;
    assertThat(first.canHandOver()).isTrue();
    SegmentWriter second = newWriter(2);
    first.handOver(second);
    writer = second;
    commit(1, 2, 5);

    assertThat(changes(first)).hasSize(1);
    assertThat(changes(second)).hasSize(5);
    assertThat(second.transactions()).isEqualTo(1);
  }

  @Test
  void anOpenTransactionIsHandedOverWithTheRelationsOfItsTime() throws IOException {
    // Given: a table that is altered between two changes of the open transaction
    transaction(1, 1, 1);
    reader.accept(Records.begin(1, 2, 200));
    inserts(2, 1);
    Relation altered = Records.relation(1);
    altered.setTableName("renamed");
    reader.accept(altered);
    inserts(2, 1);

    // When
    SegmentWriter first = writer;
    SegmentWriter second = newWriter(2);
    first.handOver(second);
    writer = second;
    finish(1, 2, 2);

    // Then
    assertThat(records(second))
        .filteredOn(Relation.class::isInstance)
        .extracting(relation -> ((Relation) relation).getTableName())
        .containsExactly("t1", "renamed");
  }

  @Test
  void heartbeatsAreNotKeptAndBarriersAndTruncatesAreRestorePoints() throws IOException {
    reader.accept(Records.message(1, Prefix.HEARTBEAT, 10));
    assertThat(writer.isEmpty()).isTrue();
    reader.accept(Records.begin(1, 5, 500));
    reader.accept(Records.relation(1));
    reader.accept(new Truncate(List.of(1L), false, false));
    finish(1, 5, 1);
    reader.accept(Records.message(1, Prefix.BARRIER, 120));
    assertThat(writer.points()).as("a barrier that is not whole").hasSize(1);
    reader.accept(Records.message(1, Prefix.BARRIER_STATE, 130));

    assertThat(writer.points())
        .extracting(point -> point.getKind())
        .containsExactly(RestorePointKind.TRUNCATE, RestorePointKind.BARRIER);
    assertThat(writer.points().get(0).getLabel()).isEqualTo("public.t1");
    assertThat(writer.points().get(0).getLsn()).isEqualTo(500);
    assertThat(records(writer)).filteredOn(Message.class::isInstance).hasSize(2);
  }

  private void transaction(long session, long xid, int changes) {
    begin(session, xid, changes);
    commit(session, xid, changes);
  }

  private void begin(long session, long xid, int changes) {
    reader.accept(Records.begin(session, xid, xid * 100));
    reader.accept(Records.relation(1));
    inserts(xid, changes);
  }

  private void commit(long session, long xid, int changes) {
    finish(session, xid, changes);
  }

  private void plainTransaction(long session, long xid, int changes) {
    reader.accept(Records.begin(session, xid, xid * 100));
    inserts(xid, changes);
    finish(session, xid, changes);
  }

  private void inserts(long xid, int changes) {
    for (int i = 0; i < changes; i++) {
      reader.accept(Records.insert(1, xid + "-" + i, null, null));
    }
  }

  private void finish(long session, long xid, long records) {
    Commit commit = Records.commit(session, xid, xid * 100);
    commit.setPrevious(last);
    commit.setRecords(records);
    last = commit.getKey();
    reader.accept(commit);
  }

  private SegmentWriter newWriter(long manifest) throws IOException {
    return new SegmentWriter(directory.resolve("segment-" + manifest), "orders", "c", manifest, 0);
  }

  private LogReader.Listener forwarding() {
    return new LogReader.Listener() {
      @Override
      public void record(Object record, Map<Long, Relation> relations) {
        writer.record(record, relations);
      }

      @Override
      public void committed(Transaction transaction) {
        writer.committed(transaction);
      }

      @Override
      public void voided() {
        writer.voided();
      }

      @Override
      public void message(Message message) {
        writer.message(message);
      }
    };
  }

  private static List<Object> changes(SegmentWriter segment) throws IOException {
    return records(segment).stream().filter(Change.class::isInstance).toList();
  }

  /** What is in the file, which has to be a log without a gap. */
  private static List<Object> records(SegmentWriter segment) throws IOException {
    segment.close();
    List<Object> records = new ArrayList<>();
    SegmentFile.read(Files.newInputStream(segment.file()), records::add);
    return records;
  }
}
