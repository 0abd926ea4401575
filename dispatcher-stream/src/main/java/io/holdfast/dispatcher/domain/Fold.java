package io.holdfast.dispatcher.domain;

import io.holdfast.dispatcher.domain.state.PoolState;
import io.holdfast.dispatcher.domain.state.Position;
import io.holdfast.records.PoolEvent;
import io.holdfast.records.Pulse;
import io.holdfast.schemas.time.ObservedTime;
import io.holdfast.schemas.time.Profile;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One partition of {@code pool-events}, folded: its observed time, how far each source was taken,
 * and its pools.
 *
 * <p>An event whose source position is not newer than the newest one taken from that partition is a
 * repeated copy, and is dropped.
 */
public final class Fold {

  private static final long NANOS_PER_MILLI = 1_000_000;

  private final ObservedTime time;
  private final SortedMap<String, Position> sources = new TreeMap<>();
  private final SortedMap<String, Position> touchedSources = new TreeMap<>();
  private final SortedMap<String, PoolState> pools = new TreeMap<>();
  private boolean isTimeTouched;

  public Fold() {
    time = ObservedTime.of(Profile.DEFAULT);
  }

  /** Takes one input. */
  public List<Effect> accept(Position at, long brokerMillis, PoolEvent event) {
    if (!isNews(event)) {
      return List.of();
    }
    Trigger trigger = Trigger.of(at, brokerMillis, now());
    if (event.getPool() != null) {
      PoolState pool = pools.computeIfAbsent(event.getPool(), PoolState::new);
      return Decide.apply(pool, event.getEvent(), trigger).effects();
    }
    List<Effect> effects = new ArrayList<>();
    for (PoolState pool : pools.values()) {
      Decided decided = Decide.apply(pool, event.getEvent(), trigger);
      effects.addAll(decided.effects());
      trigger = trigger.after(decided);
    }
    return effects;
  }

  /** Takes a pulse: time passes for every pool. */
  public List<Effect> accept(Position at, long brokerMillis, Pulse pulse) {
    long before = now();
    isTimeTouched = true;
    time.pulse(pulse.getSession(), pulse.getMonotonicNanos());
    if (now() == before) {
      return List.of();
    }
    Trigger trigger = Trigger.of(at, brokerMillis, now());
    List<Effect> effects = new ArrayList<>();
    for (PoolState pool : pools.values()) {
      Decided decided = Decide.pass(pool, trigger);
      effects.addAll(decided.effects());
      trigger = trigger.after(decided);
    }
    return effects;
  }

  private boolean isNews(PoolEvent event) {
    Position source = Position.of(event.getSource());
    String key = event.getTopic() + "/" + source.partition();
    Position newest = sources.get(key);
    if (newest != null && newest.isSameLog(source) && !source.isAfter(newest)) {
      return false;
    }
    sources.put(key, source);
    touchedSources.put(key, source);
    return true;
  }

  /** Observed time, milliseconds. */
  public long now() {
    return time.now() / NANOS_PER_MILLI;
  }

  public ObservedTime time() {
    return time;
  }

  public Map<String, PoolState> pools() {
    return Collections.unmodifiableMap(pools);
  }

  /** Newest position taken, by source topic and partition, as far as it changed. */
  public Map<String, Position> touchedSources() {
    return Collections.unmodifiableMap(touchedSources);
  }

  /** Newest position taken, by source topic and partition. */
  public Map<String, Position> sources() {
    return Collections.unmodifiableMap(sources);
  }

  public boolean isTimeTouched() {
    return isTimeTouched;
  }

  /** All that was changed has been stored. */
  public void settle() {
    touchedSources.clear();
    isTimeTouched = false;
    pools.values().forEach(PoolState::settle);
  }

  /** Puts back what was stored of a source. */
  public void restore(String source, Position newest) {
    sources.put(source, newest);
  }

  /** The pool, to put back what was stored of it. */
  public PoolState restorePool(String pool) {
    return pools.computeIfAbsent(pool, PoolState::new);
  }
}
