package io.holdfast.sandbox;

import java.util.LinkedHashMap;
import java.util.Map;

/** Server settings that every sandbox's PostgreSQL has, embedded or in a container. */
final class PostgresSettings {

  private PostgresSettings() {}

  static Map<String, String> with(Map<String, String> overrides) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("wal_level", "logical");
    settings.put("max_slot_wal_keep_size", "1GB");
    settings.put("max_wal_senders", "20");
    settings.put("max_replication_slots", "20");
    settings.put("fsync", "on");
    settings.put("shared_buffers", "64MB");
    settings.put("max_connections", "60");
    settings.put("timezone", "UTC");
    settings.putAll(overrides);
    return settings;
  }
}
