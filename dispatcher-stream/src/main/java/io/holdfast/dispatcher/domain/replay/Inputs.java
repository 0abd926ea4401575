package io.holdfast.dispatcher.domain.replay;

import io.holdfast.dispatcher.domain.replay.Difference.What;
import io.holdfast.dispatcher.domain.state.Position;
import io.holdfast.records.PoolEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/**
 * Holds the copies in the pools' log against the source topics, as far as these still have the
 * records. All sources are taken first; of each record only its fingerprint is kept, and of the log
 * nothing.
 */
public final class Inputs {

  /** Home of a record that every partition of the pools' log has a copy of. */
  public static final int EVERYWHERE = SourceRecords.EVERYWHERE;

  /** Home of a record that is not copied, since it makes no sense. */
  public static final int NOWHERE = SourceRecords.NOWHERE;

  private final Set<String> compacted;
  private final ToLongFunction<Object> fingerprint;
  private final SortedMap<String, SourceRecords> sources = new TreeMap<>();
  private final List<Difference> differences = new ArrayList<>();
  private long copies;

  /**
   * @param compacted source topics, without the prefix, that lose records in their midst
   * @param fingerprint of a record, equal for equal records
   */
  public Inputs(Set<String> compacted, ToLongFunction<Object> fingerprint) {
    this.compacted = Set.copyOf(compacted);
    this.fingerprint = fingerprint;
  }

  /**
   * Takes the next record of a partition of a source topic.
   *
   * @param topic without the prefix
   * @param home partition of the pools' log that the funnel copies it to
   */
  public void source(String topic, Position at, Object value, int home) {
    sources
        .computeIfAbsent(key(topic, at), t -> new SourceRecords(topic, at.partition()))
        .add(at.offset(), fingerprint.applyAsLong(value), home);
  }

  private static String key(String topic, Position at) {
    return topic + "/" + at.topicId() + "/" + at.partition();
  }

  /** Takes a copy, and compares it with its source. */
  public void copy(Position at, PoolEvent event) {
    copies++;
    Position source = Position.of(event.getSource());
    SourceRecords records = sources.get(key(event.getTopic(), source));
    if (records == null) {
      return;
    }
    int record = records.copied(source.offset(), at.partition());
    if (record >= 0) {
      if (!records.says(record, fingerprint.applyAsLong(event.getEvent()))) {
        differ(What.INPUT_ALTERED, "the source says something else than", event, at, records);
      }
    } else if (records.spans(source.offset()) && !compacted.contains(event.getTopic())) {
      differ(What.INPUT_FOREIGN, "the source has no such record as", event, at, records);
    }
  }

  private void differ(
      What what, String sentence, PoolEvent copy, Position at, SourceRecords records) {
    differences.add(
        new Difference(
            what,
            records.place(copy.getSource().getOffset()),
            "%s the log at partition %d offset %d: %s"
                .formatted(sentence, at.partition(), at.offset(), copy.getEvent())));
  }

  /** What is altered or foreign, in the order of the log, and then what is missing in it. */
  public List<Difference> differences() {
    List<Difference> all = new ArrayList<>(differences);
    for (SourceRecords records : sources.values()) {
      for (long offset : records.missing()) {
        all.add(
            new Difference(
                What.INPUT_MISSING, records.place(offset), "the log has no copy of this record"));
      }
    }
    return all;
  }

  /** Copies seen. */
  public long copies() {
    return copies;
  }
}
