package io.holdfast.dispatcher.domain.replay;

import io.holdfast.dispatcher.domain.replay.Difference.What;
import io.holdfast.dispatcher.domain.state.Position;
import io.holdfast.records.PoolEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Holds the copies in the pools' log against the source topics, as far as these still have the
 * records.
 */
public final class Inputs {

  private final Map<String, Object> copies = new HashMap<>();
  private final Map<String, Long> newest = new HashMap<>();
  private final Map<String, Long> oldest = new HashMap<>();
  private final List<Difference> differences = new ArrayList<>();

  /** Takes a copy. */
  public void copy(PoolEvent event) {
    Position source = Position.of(event.getSource());
    String partition = event.getTopic() + " " + source.partition();
    copies.put(partition + " " + source.offset(), event.getEvent());
    newest.merge(partition, source.offset(), StrictMath::max);
    oldest.merge(partition, source.offset(), StrictMath::min);
  }

  /**
   * Compares a record of a source topic with its copy.
   *
   * @param topic without the prefix
   * @param isMeant whether the funnel copies such a record; what it could not understand it does
   *     not
   */
  public void source(String topic, int partition, long offset, Object value, boolean isMeant) {
    String at = topic + " " + partition;
    Object copy = copies.get(at + " " + offset);
    String where = topic + " partition " + partition + " offset " + offset;
    if (copy != null && !copy.equals(value)) {
      differences.add(
          new Difference(
              What.INPUT_ALTERED, where, "the source says " + value + ", the log says " + copy));
    }
    boolean isWithin =
        offset <= newest.getOrDefault(at, -1L) && offset >= oldest.getOrDefault(at, Long.MAX_VALUE);
    if (copy == null && isMeant && isWithin) {
      differences.add(new Difference(What.INPUT_MISSING, where, "the log has no copy of " + value));
    }
  }

  public List<Difference> differences() {
    return List.copyOf(differences);
  }

  public int copies() {
    return copies.size();
  }
}
