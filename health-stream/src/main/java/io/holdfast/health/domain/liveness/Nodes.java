package io.holdfast.health.domain.liveness;

import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Consumer;

/**
 * The current incarnation of each node, by node id: open addressing with linear probing. A slot
 * holds a place in a list in the order of joining, and half of the fingerprint, so that a search
 * hardly ever touches another node than the one it finds. A fleet beats in the order of joining for
 * long, each node at a moment of its own, and a collector that copies goes through the list: so
 * whoever beats next is mostly near in memory. As long as nodes are asked for in exactly that order
 * no slot is touched at all. Ids are compared by {@link Fingerprint}.
 */
final class Nodes implements Iterable<Incarnation> {

  private static final int LEAST_SLOTS = 32;
  private static final int LEAST_ROOM = LEAST_SLOTS / 4 * 3;
  private static final long PLACE = 0xffffffffL;

  /**
   * The high half of the first fingerprint, then one more than a place in {@link #all}; 0 for none.
   * At most three quarters are taken.
   */
  private long[] slots = new long[LEAST_SLOTS];

  /** In the order of joining, with gaps where nodes were removed. */
  private Incarnation[] all = new Incarnation[LEAST_ROOM];

  private int end;
  private int size;

  /** The place found last, and whether it came after the one found before. */
  private int found = -1;

  private boolean inOrder;

  private int cursor;
  private int credit;

  int size() {
    return size;
  }

  Incarnation get(String node) {
    long first = Fingerprint.first(node);
    long second = Fingerprint.second(node);
    if (inOrder && isAt(found + 1, first, second)) {
      return all[++found];
    }
    long slot = slots[find(first, second)];
    if (slot == 0) {
      return null;
    }
    inOrder = place(slot) == found + 1;
    found = place(slot);
    return all[found];
  }

  private boolean isAt(int place, long first, long second) {
    Incarnation each = place < end ? all[place] : null;
    return each != null && each.isOf(first, second);
  }

  /** Puts the incarnation in the place of any other of its node. */
  void put(Incarnation incarnation) {
    int at = find(incarnation.first, incarnation.second);
    if (slots[at] == 0) {
      if (end == all.length) {
        makeRoom();
        at = find(incarnation.first, incarnation.second);
      }
      size++;
      slots[at] = tag(incarnation.first) | ++end;
    }
    all[place(slots[at])] = incarnation;
  }

  void remove(String node) {
    int hole = find(node);
    if (slots[hole] == 0) {
      return;
    }
    size--;
    all[place(slots[hole])] = null;
    slots[hole] = 0;
    int mask = slots.length - 1;
    for (int at = hole + 1 & mask; slots[at] != 0; at = at + 1 & mask) {
      int home = home(slots[at]);
      boolean reachable = hole <= at ? hole < home && home <= at : hole < home || home <= at;
      if (!reachable) {
        slots[hole] = slots[at];
        slots[at] = 0;
        hole = at;
      }
    }
  }

  /** All, in the order of joining; valid until the next change. */
  @Override
  public Iterator<Incarnation> iterator() {
    return new Iterator<>() {
      private int at = following(-1);

      private int following(int place) {
        int next = place + 1;
        while (next < end && all[next] == null) {
          next++;
        }
        return next;
      }

      @Override
      public boolean hasNext() {
        return at < end;
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
    for (credit += all.length; credit >= share; credit -= share) {
      cursor = (cursor + 1) % all.length;
      if (all[cursor] != null) {
        action.accept(all[cursor]);
      }
    }
  }

  void clear() {
    Arrays.fill(slots, 0);
    Arrays.fill(all, null);
    end = 0;
    size = 0;
  }

  private int find(String node) {
    return find(Fingerprint.first(node), Fingerprint.second(node));
  }

  /** The slot of that node, or the free one where it would be. */
  private int find(long first, long second) {
    int mask = slots.length - 1;
    int at = home(first);
    while (slots[at] != 0 && !isOf(slots[at], first, second)) {
      at = at + 1 & mask;
    }
    return at;
  }

  private boolean isOf(long slot, long first, long second) {
    if ((slot & ~PLACE) != tag(first)) {
      return false;
    }
    return all[place(slot)].isOf(first, second);
  }

  private static long tag(long first) {
    return first & ~PLACE;
  }

  private static int place(long slot) {
    return (int) slot - 1;
  }

  /** By the half of the fingerprint that a slot holds as well. */
  private int home(long first) {
    return (int) (first >>> 32) & slots.length - 1;
  }

  /** Closes the gaps, and grows by a quarter. */
  private void makeRoom() {
    Incarnation[] old = all;
    all = new Incarnation[Math.max(LEAST_ROOM, size + size / 4)];
    int needed = slots.length;
    while (all.length > needed / 4 * 3) {
      needed *= 2;
    }
    slots = new long[needed];
    end = 0;
    for (Incarnation each : old) {
      if (each != null) {
        all[end++] = each;
        slots[find(each.first, each.second)] = tag(each.first) | end;
      }
    }
  }
}
