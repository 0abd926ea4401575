package io.holdfast.backup.domain;

import static io.holdfast.backup.domain.Records.begin;
import static io.holdfast.backup.domain.Records.commit;
import static io.holdfast.backup.domain.Records.insert;
import static io.holdfast.backup.domain.Records.key;
import static io.holdfast.backup.domain.Records.message;
import static io.holdfast.backup.domain.Records.relation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.records.Begin;
import io.holdfast.records.Change;
import io.holdfast.records.Commit;
import io.holdfast.records.Message;
import io.holdfast.records.Relation;
import io.holdfast.records.TransactionKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.specific.SpecificData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A log that sessions of capture append to, and that is read back. */
class LogTest {

  private static final long START = 1000;

  /** What lies in the topic. */
  private final List<Object> log = new ArrayList<>();

  @Test
  void aTransactionThatTheLogHoldsIsDroppedWholeButItsRelationsAreKept() {
    session(1).transactions(1, 2);

    session(2).transactions(1, 4);

    assertThat(committed()).containsExactly("x1", "x2", "x3", "x4");
  }

  @Test
  void anOpenTransactionOfAnEarlierSessionIsVoid() {
    session(1).transactions(1, 1).open(2);

    session(2).transactions(2, 3);

    assertThat(committed()).containsExactly("x1", "x2", "x3");
  }

  @Test
  void aMessageOfANewSessionVoidsTheOpenTransactionToo() {
    session(1).open(1);
    log.add(message(2, "holdfast.heartbeat", START + 1));

    assertThat(committed()).isEmpty();
  }

  @Test
  void aMissingTransactionBreaksTheLink() {
    session(1).transactions(1, 3);
    log.removeIf(record -> record instanceof Begin begin && begin.getXid() == 2);
    log.removeIf(
        record -> record instanceof Change change && "x2".equals(change.getAfter().get(0)));
    log.removeIf(record -> record instanceof Commit commit && commit.getXid() == 2);

    assertThatThrownBy(this::committed)
        .isInstanceOfSatisfying(
            BrokenLog.class,
            broken -> assertThat(broken.reason()).isEqualTo(BrokenLog.Reason.LINK_BROKEN));
  }

  @Test
  void aMissingChangeIsCounted() {
    session(1).transactions(1, 3);
    log.removeIf(
        record -> record instanceof Change change && "x2".equals(change.getAfter().get(0)));

    assertThatThrownBy(this::committed)
        .isInstanceOfSatisfying(
            BrokenLog.class,
            broken -> assertThat(broken.reason()).isEqualTo(BrokenLog.Reason.COUNT_DIFFERS));
  }

  @Test
  void aChangeOutsideATransactionIsOutOfPlace() {
    log.add(insert(1, "x1", null, null));

    assertThatThrownBy(this::committed)
        .isInstanceOfSatisfying(
            BrokenLog.class,
            broken -> assertThat(broken.reason()).isEqualTo(BrokenLog.Reason.OUT_OF_PLACE));
  }

  @Test
  void aTransactionOfAnotherClusterIsAnotherHistory() {
    session(1).transactions(1, 1);
    Begin begin = begin(1, 2, START + 200);
    begin.setSystemId(43L);
    Commit commit = commit(1, 2, START + 200);
    commit.setKey(new TransactionKey(43L, 1, START + 200, START + 208));
    commit.setPrevious(key(START + 100));
    log.add(begin);
    log.add(commit);

    assertThatThrownBy(this::committed)
        .isInstanceOfSatisfying(
            BrokenLog.class,
            broken -> assertThat(broken.reason()).isEqualTo(BrokenLog.Reason.OTHER_HISTORY));
  }

  @Test
  void aChainMessageStartsLinksAnew() {
    session(1).transactions(1, 2);
    log.add(message(2, Prefix.CHAIN, START + 1000));
    new Session(3, null, START + 1000).transactions(10, 11);

    assertThat(committed()).containsExactly("x1", "x2", "x10", "x11");
  }

  @Test
  void aTransactionInTheLogsPlaceIsAnotherHistory() {
    session(1).transactions(1, 3);
    Session other = session(2).transactions(2, 2);

    other.sessionLog.accept(begin(2, 7, START + 300));
    other.sessionLog.accept(commit(2, 7, START + 300));

    assertThatThrownBy(() -> other.transactions(8, 8)).isInstanceOf(OtherHistory.class);
    assertThat(committed()).containsExactly("x1", "x2", "x3");
  }

  @Test
  void aHistoryWithoutTheNewestTransactionIsAnotherOne() {
    session(1).transactions(1, 3);
    Session other = session(2).transactions(1, 2);

    assertThatThrownBy(() -> other.transactions(4, 4))
        .isInstanceOf(OtherHistory.class)
        .hasMessage(
            "the source sent commit 0/4B0 on timeline 1 (transaction 2) where the topic has commit 0/514 on timeline 1 (transaction 3): it was set back to an earlier state");
  }

  @Test
  void aMessageTellsOfAnotherHistoryToo() {
    session(1).transactions(1, 3);
    Session other = session(2).transactions(1, 2);

    assertThatThrownBy(() -> other.sessionLog.accept(message(2, Prefix.HEARTBEAT, START + 1000)))
        .isInstanceOf(OtherHistory.class);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void howeverOftenCaptureDiesNothingIsLostOrDoubled(long seed) {
    Random random = new Random(seed);
    int transactions = 30;
    List<String> expected = new ArrayList<>();
    for (int xid = 1; xid <= transactions; xid++) {
      expected.add("x" + xid);
    }
    long confirmed = 0;
    for (long id = 1; confirmed < transactions; id++) {
      Session session = session(id);
      int until = (int) Math.min(transactions, confirmed + 1 + random.nextInt(6));
      session.transactions((int) confirmed + 1, until);
      if (random.nextBoolean() && until < transactions) {
        session.open(until + 1);
      }
      // the slot is confirmed with anything up to what the log holds
      confirmed = id > 200 ? until : confirmed + random.nextInt((int) (until - confirmed) + 1);
    }

    assertThat(committed()).isEqualTo(expected);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void noChangeLiesTwoHoursAfterTheDescriptionOfItsTable(long seed) {
    Random random = new Random(seed);
    SessionLog sessionLog = new SessionLog(null, START, record -> log.add(copy(record)));
    long atMicros = 1_700_000_000_000_000L;
    for (int xid = 1; xid <= 200; xid++) {
      Begin begin = begin(1, xid, START + xid * 100L);
      // a clock that is set back by a little, or by days, among them
      atMicros +=
          Duration.ofMinutes(random.nextInt(50) == 0 ? -5000 : random.nextInt(40) - 2).toNanos()
              / 1000;
      begin.setCommittedAtMicros(atMicros);
      sessionLog.accept(begin);
      if (xid == 1) {
        sessionLog.accept(relation(1));
        sessionLog.accept(relation(2));
      }
      sessionLog.accept(insert(1 + random.nextInt(2), "x" + xid, null, null));
      sessionLog.accept(commit(1, xid, START + xid * 100L));
    }

    Map<Long, Long> describedAt = new HashMap<>();
    long now = 0;
    for (Object record : log) {
      if (record instanceof Begin begin) {
        now = begin.getCommittedAtMicros();
      } else if (record instanceof Relation relation) {
        describedAt.put(relation.getOid(), now);
      } else if (record instanceof Change change) {
        assertThat(now - describedAt.get(change.getRelation()))
            .isLessThan(Duration.ofHours(2).toNanos() / 1000);
      }
    }
  }

  @Test
  void withinAnHourATableIsDescribedOnce() {
    session(1).transactions(1, 50);

    assertThat(log).filteredOn(Relation.class::isInstance).hasSize(1);
  }

  static List<Long> seeds() {
    List<Long> seeds = new ArrayList<>();
    new Random(20261122).longs(200).forEach(seeds::add);
    return seeds;
  }

  private Session session(long id) {
    Commit newest = null;
    long position = START;
    for (Object record : log) {
      if (record instanceof Commit commit) {
        newest = commit;
        position = commit.getKey().getEndLsn();
      }
    }
    return new Session(id, newest, position);
  }

  /** The first column of every row that is committed, in order. */
  private List<String> committed() {
    List<String> rows = new ArrayList<>();
    List<String> open = new ArrayList<>();
    LogReader reader =
        new LogReader(
            null,
            new LogReader.Listener() {
              @Override
              public void record(Object record, Map<Long, Relation> relations) {
                if (record instanceof Change change) {
                  open.add((String) change.getAfter().get(0));
                }
              }

              @Override
              public void committed(Transaction transaction) {
                rows.addAll(open);
                open.clear();
              }

              @Override
              public void voided() {
                open.clear();
              }

              @Override
              public void message(Message message) {
                assertThat(open).isEmpty();
              }
            });
    log.forEach(reader::accept);
    return rows;
  }

  /**
   * One life of capture: the relation comes only once in its stream, with the first transaction.
   */
  private final class Session {

    private final long id;
    private final SessionLog sessionLog;
    private boolean described;

    Session(long id, Commit newest, long position) {
      this.id = id;
      this.sessionLog = new SessionLog(newest, position, record -> log.add(copy(record)));
    }

    Session transactions(int from, int to) {
      for (int xid = from; xid <= to; xid++) {
        open(xid);
        sessionLog.accept(commit(id, xid, START + xid * 100L));
      }
      return this;
    }

    Session open(int xid) {
      sessionLog.accept(begin(id, xid, START + xid * 100L));
      if (!described) {
        described = true;
        sessionLog.accept(relation(1));
      }
      sessionLog.accept(insert(1, "x" + xid, null, null));
      return this;
    }
  }

  private static Object copy(Object record) {
    return SpecificData.get()
        .deepCopy(((org.apache.avro.specific.SpecificRecord) record).getSchema(), record);
  }
}
