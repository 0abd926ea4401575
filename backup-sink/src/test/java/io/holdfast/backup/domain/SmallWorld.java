package io.holdfast.backup.domain;

import io.holdfast.records.Begin;
import io.holdfast.records.Change;
import io.holdfast.records.Commit;
import io.holdfast.records.Message;
import io.holdfast.records.Relation;
import io.holdfast.records.TransactionKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A source, a slot, a topic and a capture that dies anywhere, in miniature and without time; what
 * is read from the topic is compared with the source. One rule at a time can be broken, to see that
 * this is noticed.
 */
final class SmallWorld {

  /** What happens to the source or its slot in the middle of it all. */
  enum Event {
    NOTHING,
    /** Somebody else read the slot, up to its end. */
    SLOT_READ,
    /** A standby that lacks the newest transactions goes on in the source's place. */
    PROMOTION
  }

  /** A rule that does not hold. */
  enum Broken {
    NONE(Event.NOTHING),
    /** The slot is confirmed before the topic has the batch. */
    CONFIRM_BEFORE_ACKNOWLEDGEMENT(Event.NOTHING),
    /**
     * Nobody asks whether the slot is beyond the topic, and the reader believes any predecessor.
     */
    NO_LINK_CHECK(Event.SLOT_READ),
    /** A new session does not void what is open. */
    NO_VOIDING(Event.NOTHING),
    /** Positions of two timelines are compared. */
    POSITIONS_ACROSS_TIMELINES(Event.PROMOTION);

    private final Event event;

    Broken(Event event) {
      this.event = event;
    }

    /** What the rule is there for. */
    Event event() {
      return event;
    }
  }

  /** How it ended. */
  enum Outcome {
    SAME,
    /** Refused in words. */
    STOPPED,
    /** Not noticed: what was read is not what the source has. */
    DIFFERENT
  }

  private record Committed(long xid, int timeline, long lsn, List<String> rows) {}

  private static final long LENGTH = 8;

  private final Random random;
  private final Broken broken;
  private final Event event;
  private final List<Committed> source = new ArrayList<>();
  private final List<Object> topic = new ArrayList<>();
  private int timeline = 1;
  private long lsn = 100;
  private long xid = 10;
  private long confirmed = 100;
  private long session;
  private boolean ended;

  SmallWorld(long seed, Broken broken, Event event) {
    this.random = new Random(seed);
    this.broken = broken;
    this.event = event;
  }

  Outcome play() {
    try {
      topic.add(Records.message(0, Prefix.CHAIN, lsn));
      for (int life = 0; life < 6 && !ended; life++) {
        write();
        if (life == 3) {
          happen();
        }
        capture(life == 5);
      }
      return ended ? Outcome.STOPPED : compare();
    } catch (BrokenLog | MalformedStream | OtherHistory noticed) {
      return Outcome.STOPPED;
    }
  }

  private void write() {
    int count = 1 + random.nextInt(6);
    for (int i = 0; i < count; i++) {
      List<String> rows = new ArrayList<>();
      int size = 1 + random.nextInt(5);
      for (int r = 0; r < size; r++) {
        rows.add(xid + "/" + timeline + "/" + r);
      }
      lsn += LENGTH * (1 + size);
      source.add(new Committed(xid++, timeline, lsn, rows));
      lsn += LENGTH;
    }
  }

  private void happen() {
    if (event == Event.SLOT_READ) {
      confirmed = lsn;
    } else if (event == Event.PROMOTION) {
      promote();
    }
  }

  private void promote() {
    int lost = 1 + random.nextInt(source.size() - 1);
    for (int i = 0; i < lost; i++) {
      Committed gone = source.remove(source.size() - 1);
      lsn = gone.lsn() - LENGTH * (1 + gone.rows().size());
    }
    timeline++;
    confirmed = Math.min(confirmed, lsn);
    write();
  }

  private void capture(boolean orderly) {
    Commit newest = null;
    long position = 100;
    int known = Records.TIMELINE;
    for (Object record : topic) {
      if (record instanceof Commit commit) {
        newest = commit;
        position = Math.max(position, commit.getKey().getEndLsn());
        known = commit.getKey().getTimeline();
      }
    }
    if (timeline != known && broken != Broken.POSITIONS_ACROSS_TIMELINES) {
      ended = true;
      return;
    }
    if (confirmed > position && broken != Broken.NO_LINK_CHECK) {
      ended = true;
      return;
    }
    session++;
    List<Object> batch = new ArrayList<>();
    SessionLog log = new SessionLog(newest, position, batch::add);
    int crashAfter = orderly ? Integer.MAX_VALUE : random.nextInt(25);
    int sent = 0;
    for (Object record : stream()) {
      log.accept(record);
      sent++;
      if (random.nextInt(4) == 0) {
        long confirmable = endOf(batch);
        if (broken == Broken.CONFIRM_BEFORE_ACKNOWLEDGEMENT) {
          confirmed = Math.max(confirmed, confirmable);
        }
        if (sent > crashAfter && random.nextBoolean()) {
          return; // Kafka never had the batch
        }
        topic.addAll(batch);
        batch.clear();
        if (sent > crashAfter) {
          return; // acknowledged, not confirmed
        }
        confirmed = Math.max(confirmed, confirmable);
      }
    }
    topic.addAll(batch);
    confirmed = Math.max(confirmed, endOf(batch));
  }

  private static long endOf(List<Object> batch) {
    long end = 0;
    for (Object record : batch) {
      end = record instanceof Commit commit ? commit.getKey().getEndLsn() : end;
    }
    return end;
  }

  /** What the server sends from where the slot is. */
  private List<Object> stream() {
    List<Object> records = new ArrayList<>();
    Relation relation = Records.relation(1);
    for (Committed transaction : source) {
      if (transaction.lsn() + LENGTH > confirmed) {
        Begin begin = Records.begin(session, transaction.xid(), transaction.lsn());
        Commit commit = Records.commit(session, transaction.xid(), transaction.lsn());
        if (broken != Broken.POSITIONS_ACROSS_TIMELINES) {
          begin.setTimeline(transaction.timeline());
          commit.getKey().setTimeline(transaction.timeline());
        }
        records.add(begin);
        records.add(relation);
        transaction.rows().forEach(row -> records.add(Records.insert(1, row, null, null)));
        records.add(commit);
      }
    }
    return records;
  }

  private Outcome compare() {
    List<String> read = new ArrayList<>();
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
                read.addAll(open);
                open.clear();
              }

              @Override
              public void voided() {
                open.clear();
              }

              @Override
              public void message(Message message) {}
            });
    TransactionKey previous = null;
    for (Object record : topic) {
      if (broken == Broken.NO_VOIDING) {
        sameSession(record);
      }
      if (broken == Broken.NO_LINK_CHECK && record instanceof Commit commit) {
        commit.setPrevious(previous);
        previous = commit.getKey();
      }
      reader.accept(record);
    }
    List<String> written = source.stream().flatMap(one -> one.rows().stream()).toList();
    return read.equals(written) ? Outcome.SAME : Outcome.DIFFERENT;
  }

  private static void sameSession(Object record) {
    if (record instanceof Begin begin) {
      begin.setSession(1);
    } else if (record instanceof Commit commit) {
      commit.setSession(1);
    }
  }
}
