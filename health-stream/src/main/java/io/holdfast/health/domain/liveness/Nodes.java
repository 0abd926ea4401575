package io.holdfast.health.domain.liveness;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Consumer;

/**
 * The current incarnation of each node, by node id: open addressing with linear probing, one
 * reference a slot, because at a million nodes the entries of a HashMap would cost a tenth of the
 * heap. Ids are compared by {@link Fingerprint}.
 */
final class Nodes implements Iterable<Incarnation> {

  private Incarnation[] slots = new Incarnation[64];
  private int size;
  private int cursor;
  private int credit;

  int size() {
    return size;
  }

  Incarnation get(String node) {
    return slots[find(node)];
  }

  /** Puts the incarnation in the place of any other of its node. */
  void put(Incarnation incarnation) {
    int at = find(incarnation.first, incarnation.second);
    if (slots[at] == null && ++size > slots.length / 8 * 3) {
      grow();
      at = find(incarnation.first, incarnation.second);
    }
    slots[at] = incarnation;
  }

  void remove(String node) {
    int hole = find(node);
    if (slots[hole] == null) {
      return;
    }
    size--;
    slots[hole] = null;
    int mask = slots.length - 1;
    for (int at = hole + 1 & mask; slots[at] != null; at = at + 1 & mask) {
      int home = home(slots[at].first);
      boolean reachable = hole <= at ? hole < home && home <= at : hole < home || home <= at;
      if (!reachable) {
        slots[hole] = slots[at];
        slots[at] = null;
        hole = at;
      }
    }
  }

  /** All, in no order; valid until the next change. */
  @Override
  public Iterator<Incarnation> iterator() {
    Incarnation[] all = slots;
    return new Iterator<>() {
      private int at = following(-1);

      private int following(int slot) {
        int next = slot + 1;
        while (next < all.length && all[next] == null) {
          next++;
        }
        return next;
      }

      @Override
      public boolean hasNext() {
        return at < all.length;
      }

      @Override
      public Incarnation next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        Incarnation each = all[at];
        at = following(at);
        return each;
      }
    };
  }

  /** The next part of all, going round: {@code share} calls visit everyone once. */
  void forSome(int share, Consumer<Incarnation> action) {
    for (credit += slots.length; credit >= share; credit -= share) {
      cursor = cursor + 1 & slots.length - 1;
      if (slots[cursor] != null) {
        action.accept(slots[cursor]);
      }
    }
  }

  void clear() {
    slots = new Incarnation[64];
    size = 0;
  }

  private int find(String node) {
    return find(Fingerprint.first(node), Fingerprint.second(node));
  }

  private int find(long first, long second) {
    int mask = slots.length - 1;
    int at = home(first);
    while (slots[at] != null && (slots[at].first != first || slots[at].second != second)) {
      at = at + 1 & mask;
    }
    return at;
  }

  private int home(long first) {
    return (int) first & slots.length - 1;
  }

  private void grow() {
    Incarnation[] old = slots;
    slots = new Incarnation[old.length * 2];
    for (Incarnation each : old) {
      if (each != null) {
        slots[find(each.first, each.second)] = each;
      }
    }
  }
}
