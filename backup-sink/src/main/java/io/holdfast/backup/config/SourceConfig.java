package io.holdfast.backup.config;

import io.holdfast.backup.postgres.Database;
import io.holdfast.runtime.config.DataSize;
import io.holdfast.runtime.config.Default;
import io.holdfast.runtime.config.Describe;
import io.holdfast.runtime.config.InvalidSetting;
import io.holdfast.runtime.config.Secret;
import java.time.Duration;
import java.util.Optional;

/** The database that is backed up. */
public record SourceConfig(
    @Describe("JDBC URL of the database, such as `jdbc:postgresql://db-1:5432/orders`") String url,
    @Describe("role to log in as; it needs REPLICATION and SELECT on all tables") String user,
    @Describe("its password") Optional<Secret> password,
    @Describe("replication slot, made by the base; default: `holdfast_` and the database's name")
        Optional<String> slot,
    @Describe("publication; made by the base when there is none") @Default("holdfast")
        String publication,
    @Describe(
            "after how long without a change a message is written, so that an idle database does not keep its log")
        @Default("10s")
        Duration heartbeat,
    @Describe(
            "`refuse` to start, or `allow`, where max_slot_wal_keep_size is unlimited and a slot can fill the disk")
        @Default("refuse")
        Consent unlimitedWal,
    @Describe(
            "`refuse` to start, or `allow`, where tables have no replica identity: while they are published PostgreSQL refuses UPDATE and DELETE on them, and rows can only be inserted")
        @Default("refuse")
        Consent noIdentity,
    @Describe(
            "how much of the source's log the slot may hold back; beyond it capture drops the slot and the chain ends, rather than that the source's disk fills")
        @Default("64GiB")
        DataSize retainedWal,
    @Describe("where the DDL that a restore begins with comes from") @Default("{}")
        SchemaConfig schema) {

  /** What to do where a backup could do harm to who uses the source. */
  public enum Consent {
    REFUSE,
    ALLOW
  }

  public SourceConfig {
    InvalidSetting.unless(
        url.startsWith("jdbc:postgresql:"),
        "url",
        url,
        "a URL such as jdbc:postgresql://host:5432/database");
    InvalidSetting.unless(
        !heartbeat.isNegative() && !heartbeat.isZero(),
        "heartbeat",
        heartbeat,
        "longer than nothing");
  }

  public Database database() {
    return new Database(url, user, password.map(Secret::reveal).orElse(""));
  }
}
