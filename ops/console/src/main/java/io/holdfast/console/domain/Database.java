package io.holdfast.console.domain;

import io.holdfast.records.BackupEvent;
import io.holdfast.records.BackupEventKind;
import io.holdfast.records.Manifest;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The backups of one database. */
public final class Database {

  private static final int MOST_CHAINS = 10;
  private static final int MOST_EVENTS = 300;

  private final String name;
  private final Map<String, Chain> chains = new LinkedHashMap<>();
  private final Recent<BackupEvent> events = new Recent<>(MOST_EVENTS);
  private BackupEvent newestSegment;

  Database(String name) {
    this.name = name;
  }

  void manifest(Manifest manifest) {
    chains.computeIfAbsent(manifest.getChain(), id -> new Chain(manifest)).add(manifest);
    if (chains.size() > MOST_CHAINS) {
      chains.remove(chains.keySet().iterator().next());
    }
  }

  void event(long atMillis, BackupEvent event) {
    if (event.getKind() == BackupEventKind.SEGMENT) {
      newestSegment = event;
    } else {
      events.add(atMillis, event);
    }
  }

  public String name() {
    return name;
  }

  /** Oldest first. */
  public Collection<Chain> chains() {
    return chains.values();
  }

  public Optional<BackupEvent> newestSegment() {
    return Optional.ofNullable(newestSegment);
  }

  /** All but the segments, of which there may be one a second. */
  public Recent<BackupEvent> events() {
    return events;
  }
}
