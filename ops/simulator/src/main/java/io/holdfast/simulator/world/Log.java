package io.holdfast.simulator.world;

import java.util.ArrayList;
import java.util.List;

/**
 * One partition of a topic: records in one order, each with the time of the broker that took it.
 * Those who read it read committed records only, up to the first transaction that is still open.
 */
public final class Log {

  private final int number;
  private final String topic;
  private final int partition;
  private final List<Entry> entries = new ArrayList<>();
  private int stable;
  private final List<Runnable> readers = new ArrayList<>();
  private int leader;
  private long leaderlessSince;
  private boolean served;
  private long servedBefore;
  private long servedSince;
  private final List<Long> outages = new ArrayList<>();

  /**
   * A record as it was taken.
   *
   * @param transaction null for none
   */
  private record Entry(
      String key,
      Object value,
      long millis,
      long trueTime,
      long servedNanos,
      Transaction transaction) {

    boolean isOpen() {
      return transaction != null && transaction.isOpen();
    }

    boolean isAborted() {
      return transaction != null && transaction.isAborted();
    }
  }

  /**
   * @param number from 0, of all logs of its Kafka
   */
  Log(int number, String topic, int partition) {
    this.number = number;
    this.topic = topic;
    this.partition = partition;
  }

  int number() {
    return number;
  }

  public String topic() {
    return topic;
  }

  /** Kafka's id of the topic. */
  public String topicId() {
    return topic;
  }

  public int partition() {
    return partition;
  }

  /** The offset that the next record gets. */
  public int size() {
    return entries.size();
  }

  /** The end for those who read committed records only. */
  public int stableEnd() {
    return stable;
  }

  /** The value; null also for a record whose transaction was aborted. */
  public Object value(int offset) {
    Entry entry = entries.get(offset);
    return entry.isAborted() ? null : entry.value();
  }

  public String key(int offset) {
    return entries.get(offset).key();
  }

  /** Time of the broker that took it, epoch milliseconds. */
  public long millis(int offset) {
    return entries.get(offset).millis();
  }

  /** True time at which it was taken: nobody but a judge may ask. */
  public long trueTime(int offset) {
    return entries.get(offset).trueTime();
  }

  /** Is told whenever there is more to read. */
  public void subscribe(Runnable reader) {
    readers.add(reader);
  }

  /** How long in all somebody had served it when the record was taken; for judges. */
  public long servedNanos(int offset) {
    return entries.get(offset).servedNanos();
  }

  /** How often it lost its leader, or that stopped to answer, between two records; for judges. */
  public long outagesBetween(int from, int to) {
    long first = trueTime(from);
    long last = trueTime(to);
    return outages.stream().filter(at -> at >= first && at <= last).count();
  }

  /** Who serves it, from 0; {@link Kafka#NOBODY} while a leader is sought. */
  int leader() {
    return leader;
  }

  void leads(int broker, long now) {
    if (broker == Kafka.NOBODY && leader != Kafka.NOBODY) {
      leaderlessSince = now;
    }
    leader = broker;
  }

  /** Since when it has had no leader, if it has none. */
  long leaderlessSince() {
    return leaderlessSince;
  }

  /** Whether its leader is there and answers. */
  void isServed(boolean isServed, long now) {
    if (isServed && !served) {
      servedSince = now;
    } else if (served && !isServed) {
      servedBefore += now - servedSince;
      outages.add(now);
    }
    served = isServed;
  }

  int append(String key, Object value, long brokerMillis, long trueTime, Transaction transaction) {
    int offset = entries.size();
    long servedFor = servedBefore + (served ? trueTime - servedSince : 0);
    entries.add(new Entry(key, value, brokerMillis, trueTime, servedFor, transaction));
    if (transaction != null) {
      transaction.touches(this);
    }
    advance();
    return offset;
  }

  void advance() {
    int before = stable;
    while (stable < entries.size() && !entries.get(stable).isOpen()) {
      stable++;
    }
    if (stable > before) {
      for (Runnable reader : readers) {
        reader.run();
      }
    }
  }
}
