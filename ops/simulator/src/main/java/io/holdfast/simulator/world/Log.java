package io.holdfast.simulator.world;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One partition of a topic: records in one order, each with the time of the broker that took it.
 * Those who read it read committed records only, up to the first transaction that is still open.
 */
public final class Log {

  private final int number;
  private final String topic;
  private final int partition;
  private Object[] values = new Object[256];
  private String[] keys = new String[256];
  private long[] millis = new long[256];
  private long[] trueTimes = new long[256];
  private long[] servedNanos = new long[256];
  private Transaction[] transactions;
  private int size;
  private int stable;
  private final List<Runnable> readers = new ArrayList<>();
  private int leader;
  private long leaderlessSince;
  private boolean served;
  private long servedBefore;
  private long servedSince;
  private final List<Long> outages = new ArrayList<>();

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
    return size;
  }

  /** The end for those who read committed records only. */
  public int stableEnd() {
    return stable;
  }

  /** The value; null also for a record whose transaction was aborted. */
  public Object value(int offset) {
    boolean aborted =
        transactions != null
            && offset < transactions.length
            && transactions[offset] != null
            && transactions[offset].isAborted();
    return aborted ? null : values[offset];
  }

  public String key(int offset) {
    return keys[offset];
  }

  /** Time of the broker that took it, epoch milliseconds. */
  public long millis(int offset) {
    return millis[offset];
  }

  /** True time at which it was taken: nobody but a judge may ask. */
  public long trueTime(int offset) {
    return trueTimes[offset];
  }

  /** Is told whenever there is more to read. */
  public void subscribe(Runnable reader) {
    readers.add(reader);
  }

  /** How long in all somebody had served it when the record was taken; for judges. */
  public long servedNanos(int offset) {
    return servedNanos[offset];
  }

  /** How often it lost its leader, or that stopped to answer, between two records; for judges. */
  public long outagesBetween(int from, int to) {
    return outages.stream().filter(at -> at >= trueTimes[from] && at <= trueTimes[to]).count();
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
    if (size == values.length) {
      grow();
    }
    values[size] = value;
    keys[size] = key;
    millis[size] = brokerMillis;
    trueTimes[size] = trueTime;
    servedNanos[size] = servedBefore + (served ? trueTime - servedSince : 0);
    if (transaction != null) {
      within(transaction);
    }
    size++;
    advance();
    return size - 1;
  }

  private void within(Transaction transaction) {
    if (transactions == null) {
      transactions = new Transaction[values.length];
    } else if (transactions.length < values.length) {
      transactions = Arrays.copyOf(transactions, values.length);
    }
    transactions[size] = transaction;
    transaction.touches(this);
  }

  private void grow() {
    int more = size * 2;
    values = Arrays.copyOf(values, more);
    keys = Arrays.copyOf(keys, more);
    millis = Arrays.copyOf(millis, more);
    trueTimes = Arrays.copyOf(trueTimes, more);
    servedNanos = Arrays.copyOf(servedNanos, more);
  }

  void advance() {
    int before = stable;
    if (transactions == null) {
      stable = size;
    } else {
      while (stable < size && !isOpen(stable)) {
        stable++;
      }
    }
    if (stable > before) {
      for (Runnable reader : readers) {
        reader.run();
      }
    }
  }

  private boolean isOpen(int offset) {
    return offset < transactions.length
        && transactions[offset] != null
        && transactions[offset].isOpen();
  }
}
