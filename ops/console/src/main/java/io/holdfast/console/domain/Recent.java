package io.holdfast.console.domain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The newest things of one kind, by time and not by arrival: at a start the partitions of a topic
 * are read one after the other.
 *
 * @param <R> what happened
 */
public final class Recent<R> {

  /**
   * One thing that happened.
   *
   * @param atMillis broker time
   * @param arrival counts up, so that no two are equal
   */
  public record Event<R>(long atMillis, long arrival, R record) {}

  private final int most;
  private final TreeSet<Event<R>> events =
      new TreeSet<>(
          Comparator.<Event<R>>comparingLong(Event::atMillis).thenComparingLong(Event::arrival));
  private long arrivals;

  Recent(int most) {
    this.most = most;
  }

  void add(long atMillis, R record) {
    events.add(new Event<>(atMillis, arrivals++, record));
    if (events.size() > most) {
      events.pollFirst();
    }
  }

  /** The newest first, no more than so many. */
  public List<Event<R>> newest(int count, Predicate<R> which) {
    Iterator<Event<R>> newestFirst = events.descendingIterator();
    var found = new ArrayList<Event<R>>();
    while (newestFirst.hasNext() && found.size() < count) {
      Event<R> event = newestFirst.next();
      if (which.test(event.record())) {
        found.add(event);
      }
    }
    return found;
  }
}
