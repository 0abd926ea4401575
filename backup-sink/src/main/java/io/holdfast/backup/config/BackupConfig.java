package io.holdfast.backup.config;

import io.holdfast.runtime.config.Default;
import io.holdfast.runtime.config.Describe;
import io.holdfast.runtime.config.HttpConfig;
import io.holdfast.runtime.config.InvalidSetting;
import io.holdfast.runtime.config.KafkaConfig;
import io.holdfast.runtime.config.RegistryConfig;
import io.holdfast.schemas.Topics;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Settings of backup-sink; one process, one database. */
public record BackupConfig(
    @Describe("name of the database in topics and stores") String database,
    @Describe("what this process does: `capture`, `sink`") @Default("[capture, sink]")
        List<Role> roles,
    KafkaConfig kafka,
    RegistryConfig registry,
    @Default("{port: 9104}") HttpConfig http,
    SourceConfig source,
    @Describe(
            "where backups are kept: a name of its own for each, and its URL, such as `file:/mnt/backup-a` or `s3://bucket/prefix?region=eu-central-1`, with `&endpoint=` for a service that is not Amazon's and `&lock=compliance:30d` or `governance:30d` for object lock")
        Map<String, String> stores,
    @Default("{}") EncryptionConfig encryption,
    @Default("{}") BaseConfig base,
    @Default("{}") SinkConfig sink) {

  /** What a process does for a database. */
  public enum Role {
    CAPTURE,
    SINK
  }

  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,39}");

  public BackupConfig {
    InvalidSetting.unless(
        NAME.matcher(database).matches(),
        "database",
        database,
        "small letters, digits, dashes and underscores");
    InvalidSetting.unless(!roles.isEmpty(), "roles", roles, "capture, sink or both");
    InvalidSetting.unless(!stores.isEmpty(), "stores", stores, "at least one store");
    InvalidSetting.unless(
        Set.copyOf(stores.values()).size() == stores.size(),
        "stores",
        stores,
        "URLs that differ: two names of one place are one store");
    InvalidSetting.unless(
        sink.minStores() <= stores.size(),
        "sink.minStores",
        sink.minStores(),
        "at most the number of stores");
    roles = List.copyOf(roles);
    stores = Map.copyOf(stores);
  }

  public Topics topics() {
    return Topics.withPrefix(kafka.topicPrefix());
  }

  /** The replication slot. */
  public String slot() {
    return source.slot().orElse("holdfast_" + database.replace('-', '_'));
  }
}
