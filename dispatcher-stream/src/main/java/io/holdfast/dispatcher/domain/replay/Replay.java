package io.holdfast.dispatcher.domain.replay;

import io.holdfast.dispatcher.domain.Effect;
import io.holdfast.dispatcher.domain.Fold;
import io.holdfast.dispatcher.domain.replay.Difference.What;
import io.holdfast.dispatcher.domain.state.Position;
import io.holdfast.records.Command;
import io.holdfast.records.Decision;
import io.holdfast.records.PoolEvent;
import io.holdfast.records.Pulse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongPredicate;

/**
 * Folds pools' logs and compares decisions and commands, by identity and by content.
 *
 * <p>All of the log is folded, or what comes after a snapshot, since the state of a moment is made
 * of all before it; what is compared is what was decided in a time of interest.
 */
public final class Replay {

  private final LongPredicate isOfInterest;
  private final SortedMap<Integer, Fold> folds = new TreeMap<>();
  private final SortedMap<Identity, Object> decided = new TreeMap<>();
  private final List<Difference> differences = new ArrayList<>();
  private final Map<Integer, Span> spans = new TreeMap<>();
  private long events;

  /**
   * @param isOfInterest of a broker time, epoch milliseconds: whether what was decided then is
   *     compared
   */
  public Replay(LongPredicate isOfInterest) {
    this.isOfInterest = isOfInterest;
  }

  /** Begins a partition with a snapshot: what was folded before the first record to be taken. */
  public void begin(int partition, Fold fold) {
    folds.put(partition, fold);
  }

  /** Offsets of interest in a partition; open at its end when the last record folded is one. */
  private record Span(long first, long last, boolean isOpen) {

    boolean has(long offset) {
      return offset >= first && (isOpen || offset <= last);
    }
  }

  /** A decision or a command. */
  private record Identity(String kind, int partition, long offset, int index)
      implements Comparable<Identity> {

    static Identity of(String kind, String id) {
      String[] parts = id.split("-", 3);
      return new Identity(
          kind, Integer.parseInt(parts[0]), Long.parseLong(parts[1]), Integer.parseInt(parts[2]));
    }

    @Override
    public int compareTo(Identity other) {
      int order = Integer.compare(partition, other.partition);
      order = order != 0 ? order : Long.compare(offset, other.offset);
      order = order != 0 ? order : kind.compareTo(other.kind);
      return order != 0 ? order : Integer.compare(index, other.index);
    }

    @Override
    public String toString() {
      return kind + " " + partition + "-" + offset + "-" + index;
    }
  }

  /** Takes the next record of its partition. */
  public void take(Position at, long brokerMillis, PoolEvent event) {
    note(at, brokerMillis, fold(at).accept(at, brokerMillis, event));
  }

  /** Takes the next record of its partition. */
  public void take(Position at, long brokerMillis, Pulse pulse) {
    note(at, brokerMillis, fold(at).accept(at, brokerMillis, pulse));
  }

  private Fold fold(Position at) {
    events++;
    return folds.computeIfAbsent(at.partition(), p -> new Fold());
  }

  private void note(Position at, long brokerMillis, List<Effect> effects) {
    Span span = spans.get(at.partition());
    if (!isOfInterest.test(brokerMillis)) {
      if (span != null) {
        spans.put(at.partition(), new Span(span.first(), span.last(), false));
      }
      return;
    }
    long first = span == null ? at.offset() : span.first();
    spans.put(at.partition(), new Span(first, at.offset(), true));
    for (Effect effect : effects) {
      if (effect instanceof Effect.Explain explain) {
        decided.put(Identity.of("decision", explain.decision().getId()), explain.decision());
      } else if (effect instanceof Effect.Narrate narrate) {
        decided.put(Identity.of("command", narrate.command().getId()), narrate.command());
      }
    }
  }

  /**
   * Compares with what is on record; every difference in the order of the log.
   *
   * @param decisions on record; those of other times are passed over
   * @param commands on record; those of other times are passed over
   */
  public List<Difference> compare(List<Decision> decisions, List<Command> commands) {
    SortedMap<Identity, Object> recorded = new TreeMap<>();
    decisions.forEach(d -> record(recorded, Identity.of("decision", d.getId()), d));
    commands.forEach(c -> record(recorded, Identity.of("command", c.getId()), c));
    SortedMap<Identity, Difference> found = new TreeMap<>();
    decided.forEach(
        (id, is) -> {
          Object was = recorded.get(id);
          if (was == null) {
            found.put(id, difference(What.MISSING, id, "is not on record: " + is));
          } else if (!was.equals(is)) {
            found.put(id, difference(What.ALTERED, id, "was " + was + ", and is " + is));
          }
        });
    recorded.forEach(
        (id, was) -> {
          if (!decided.containsKey(id)) {
            found.put(id, difference(What.FOREIGN, id, "is on record, but is not decided: " + was));
          }
        });
    List<Difference> all = new ArrayList<>(differences);
    all.addAll(found.values());
    return all;
  }

  private void record(SortedMap<Identity, Object> recorded, Identity id, Object value) {
    Span span = spans.get(id.partition());
    boolean isKnownLog = folds.containsKey(id.partition());
    if (isKnownLog && (span == null || !span.has(id.offset()))) {
      return;
    }
    boolean isDoubled = recorded.put(id, value) != null;
    if (isDoubled) {
      differences.add(difference(What.FOREIGN, id, "is on record twice"));
    }
  }

  private static Difference difference(What what, Identity id, String sentence) {
    return new Difference(what, id.toString(), sentence);
  }

  /** Records folded so far. */
  public long events() {
    return events;
  }

  /** Decisions and commands of the time of interest so far. */
  public int decided() {
    return decided.size();
  }

  /** The folds as they stand now, by partition: what the dispatcher knows. */
  public Map<Integer, Fold> folds() {
    return Collections.unmodifiableMap(folds);
  }
}
