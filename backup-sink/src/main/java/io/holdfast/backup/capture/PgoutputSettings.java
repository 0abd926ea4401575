package io.holdfast.backup.capture;

import io.holdfast.backup.domain.CaptureSession;
import io.holdfast.backup.postgres.Database;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.types.Password;

/**
 * Settings of the connector, as Connect passes them: text by name.
 *
 * @param slot an existing logical slot of pgoutput
 * @param publication what it publishes
 * @param position what Kafka holds: the slot must not be confirmed beyond it
 */
record PgoutputSettings(
    Database database, String slot, String publication, CaptureSession session, long position) {

  static final ConfigDef DEFINITION =
      new ConfigDef()
          .define("source.url", Type.STRING, Importance.HIGH, "JDBC URL of the database")
          .define("source.user", Type.STRING, Importance.HIGH, "role to log in as")
          .define("source.password", Type.PASSWORD, "", Importance.HIGH, "its password")
          .define("source.slot", Type.STRING, Importance.HIGH, "name of the replication slot")
          .define("source.publication", Type.STRING, Importance.HIGH, "name of the publication")
          .define(
              "source.position",
              Type.LONG,
              Importance.HIGH,
              "what Kafka holds of the log, as a position")
          .define("session.id", Type.LONG, Importance.HIGH, "random id of this life of capture")
          .define("session.system", Type.LONG, Importance.HIGH, "system identifier of the cluster")
          .define("session.timeline", Type.INT, Importance.HIGH, "timeline of the cluster");

  Map<String, String> toMap() {
    return Map.of(
        "source.url", database.url(),
        "source.user", database.user(),
        "source.password", database.password(),
        "source.slot", slot,
        "source.publication", publication,
        "source.position", Long.toString(position),
        "session.id", Long.toString(session.id()),
        "session.system", Long.toString(session.systemId()),
        "session.timeline", Integer.toString(session.timeline()));
  }

  static PgoutputSettings parse(Map<String, String> settings) {
    AbstractConfig config = new AbstractConfig(DEFINITION, settings, false);
    Password password = config.getPassword("source.password");
    return new PgoutputSettings(
        new Database(
            config.getString("source.url"), config.getString("source.user"), password.value()),
        config.getString("source.slot"),
        config.getString("source.publication"),
        new CaptureSession(
            config.getLong("session.id"),
            config.getLong("session.system"),
            config.getInt("session.timeline")),
        config.getLong("source.position"));
  }
}
